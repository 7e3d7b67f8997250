-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding all of them
alter table public.items disable trigger all;
-- @finding those of users
alter table public.items disable trigger user;
-- @clean enabling
alter table public.items enable trigger all;
