-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table and what depends on it
drop table public.items cascade;
-- @finding a column and what depends on it
alter table public.items drop column note cascade;
-- @clean a table of this release
create table public.fresh (id bigint);
drop table public.fresh cascade;
-- @clean by its name
alter table public.items drop column note;
