-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table in use
alter table public.items rename to things;
-- @clean a view with the new name
create view public.things as select id, note from public.items;
-- @clean [squawk-reports] a new table
create table public.fresh (id bigint);
alter table public.fresh rename to newer;
