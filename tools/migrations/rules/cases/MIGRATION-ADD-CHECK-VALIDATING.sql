-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding every row is checked
alter table public.items add constraint items_amount_check check (amount >= 0);
-- @clean not valid yet
alter table public.items add constraint items_amount_check check (amount >= 0) not valid;
-- @clean a new table
create table public.fresh (amount bigint);
alter table public.fresh add check (amount >= 0);
