-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding all rows
delete from public.items;
-- @clean some rows
delete from public.items where note is null;
-- @clean a new table
create table public.fresh (id bigint);
delete from public.fresh;
