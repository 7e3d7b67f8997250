-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table in service
drop table public.items;
-- @finding [squawk-silent] in a DO block
do $$ begin drop table public.items; end $$;
-- @finding [squawk-silent] in a text that EXECUTE runs
do $$ begin execute 'drop table public.items'; end $$;
-- @clean [squawk-reports] a table of this release
create table public.fresh (id bigint);
drop table public.fresh;
-- @clean [squawk-reports] a table of this release, in the next file
create table public.fresh (id bigint);
-- @file
drop table public.fresh;
-- @clean [squawk-reports] a temporary table
create temporary table scratch (id bigint);
drop table scratch;
