-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a serial
create table public.fresh (id bigserial);
-- @clean an identity
create table public.fresh (id bigint generated always as identity);
