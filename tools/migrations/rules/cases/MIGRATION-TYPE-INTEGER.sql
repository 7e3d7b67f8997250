-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding 32 bits
create table public.fresh (amount integer);
-- @finding a serial of 32 bits
create table public.fresh (id serial);
-- @clean 64 bits
create table public.fresh (amount bigint);
