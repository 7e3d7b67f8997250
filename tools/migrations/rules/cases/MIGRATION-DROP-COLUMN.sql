-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a column in use
alter table public.items drop column note;
-- @finding a column that no migration made
alter table public.items drop column if exists something_old;
-- @clean [squawk-reports] a column of this release
alter table public.items add column weight bigint;
alter table public.items drop column weight;
-- @clean [squawk-reports] a column of this release, in the next file
alter table public.items add column weight bigint;
-- @file
alter table public.items drop column weight;
