-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding all rows
update public.items set note = '';
-- @clean some rows
update public.items set note = '' where note is null;
-- @clean a new table
create table public.fresh (note text);
update public.fresh set note = '';
