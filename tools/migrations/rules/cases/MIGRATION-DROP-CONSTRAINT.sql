-- @setup
create table public.items (amount integer, constraint items_amount_check check (amount > 0));
-- @finding a constraint in use
alter table public.items drop constraint items_amount_check;
-- @clean a constraint of this release
alter table public.items add constraint items_small check (amount < 9) not valid;
alter table public.items drop constraint items_small;
