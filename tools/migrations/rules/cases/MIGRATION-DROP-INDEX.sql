-- @setup
create table public.items (code text);
create index items_code_idx on public.items (code);
-- @finding a query may need it
drop index concurrently if exists public.items_code_idx;
-- @clean a new index
create table public.fresh (id bigint);
create index fresh_id_idx on public.fresh (id);
drop index public.fresh_id_idx;
