-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding 16 bits
create table public.fresh (amount smallint);
-- @clean 64 bits
create table public.fresh (amount bigint);
