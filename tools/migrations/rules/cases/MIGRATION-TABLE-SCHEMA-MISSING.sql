-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding no schema
create table fresh (id bigint);
-- @clean its schema
create table public.fresh (id bigint);
-- @clean a temporary table
create temporary table scratch (id bigint);
