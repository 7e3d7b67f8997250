-- @setup
create table public.items (id bigint);
create schema archive;
-- @finding a table in use
alter table public.items set schema archive;
-- @clean a new table
create table public.fresh (id bigint);
alter table public.fresh set schema archive;
