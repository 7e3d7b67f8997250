-- @setup
create table public.items (amount integer, constraint items_amount_check check (amount > 0));
-- @finding a constraint in use
alter table public.items rename constraint items_amount_check to items_positive;
-- @clean a new table
create table public.fresh (id bigint, constraint fresh_check check (id > 0));
alter table public.fresh rename constraint fresh_check to fresh_positive;
