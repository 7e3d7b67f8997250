-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding the work has no limit
alter table public.items add column weight bigint;
-- @clean a limit
set statement_timeout = '1min';
alter table public.items add column weight bigint;
