-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding no log
alter table public.items set unlogged;
-- @finding a log again
alter table public.items set logged;
-- @clean a new table
create table public.fresh (id bigint);
alter table public.fresh set unlogged;
