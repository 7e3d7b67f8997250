-- @setup
create table public.items (id bigint);
create rule items_keep as on delete to public.items do instead nothing;
-- @finding a rule in use
drop rule items_keep on public.items;
-- @clean a new table
create table public.fresh (id bigint);
create rule fresh_keep as on delete to public.fresh do instead nothing;
drop rule fresh_keep on public.fresh;
