-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table in service
create policy items_only on public.items as restrictive for select using (id > 0);
-- @clean a permissive one
create policy items_read on public.items for select using (id > 0);
-- @clean a new table
create table public.fresh (id bigint);
create policy fresh_only on public.fresh as restrictive for select using (id > 0);
