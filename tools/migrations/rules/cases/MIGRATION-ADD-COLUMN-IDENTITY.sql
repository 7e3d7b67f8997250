-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding an identity column
alter table public.items add column position bigint generated always as identity;
-- @finding a serial column
alter table public.items add column position bigserial;
-- @clean a plain number
alter table public.items add column position bigint;
-- @clean a new table
create table public.fresh (id bigint generated always as identity);
