-- @setup
create table public.items (code text);
create index items_code_idx on public.items (code);
-- @finding an index in use
alter index public.items_code_idx rename to items_by_code;
-- @clean a new index
create table public.fresh (id bigint);
create index fresh_idx on public.fresh (id);
alter index public.fresh_idx rename to fresh_by_id;
