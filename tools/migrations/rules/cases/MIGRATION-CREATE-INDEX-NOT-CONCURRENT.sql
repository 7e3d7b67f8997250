-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table in service
create index items_code_idx on public.items (code);
-- @clean concurrently
create index concurrently if not exists items_code_idx on public.items (code);
-- @clean a new table
create table public.fresh (id bigint);
create index fresh_id_idx on public.fresh (id);
-- @clean [squawk-reports] a new table of the file before
create table public.fresh (id bigint);
-- @file
create index fresh_id_idx on public.fresh (id);
