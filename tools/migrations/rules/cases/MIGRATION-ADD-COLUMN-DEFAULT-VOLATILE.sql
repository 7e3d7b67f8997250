-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a random default
alter table public.items add column token uuid default gen_random_uuid();
-- @finding a call of the clock that differs from row to row
alter table public.items add column seen timestamptz default clock_timestamp();
-- @clean a constant default
alter table public.items add column quantity bigint default 0;
-- @clean now() is one value for the statement
alter table public.items add column seen timestamptz default now();
-- @clean the default comes after the column, for new rows only
alter table public.items add column token uuid;
alter table public.items alter column token set default gen_random_uuid();
-- @clean [squawk-reports] a new table
create table public.fresh (id bigint);
alter table public.fresh add column token uuid default gen_random_uuid();
