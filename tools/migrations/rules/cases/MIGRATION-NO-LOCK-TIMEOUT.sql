-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding the wait has no limit
alter table public.items add column weight bigint;
-- @clean a limit
set lock_timeout = '5s';
alter table public.items add column weight bigint;
-- @clean [squawk-reports] a new table
create table public.fresh (id bigint);
alter table public.fresh add column weight bigint;
