-- @setup
create table public.items (id bigint, code text);
create unique index items_code_idx on public.items (code);
-- @finding the index is built by the constraint
alter table public.items add constraint items_code_key unique (code);
-- @clean a prepared index
alter table public.items add constraint items_code_key unique using index items_code_idx;
-- @clean a new table
create table public.fresh (code text);
alter table public.fresh add unique (code);
