-- @setup
create table public.items (code text);
create index items_code_idx on public.items (code);
-- @finding the table is locked
drop index public.items_code_idx;
-- @clean concurrently
drop index concurrently if exists public.items_code_idx;
-- @clean [squawk-reports] a new index
create table public.fresh (id bigint);
create index fresh_id_idx on public.fresh (id);
drop index public.fresh_id_idx;
