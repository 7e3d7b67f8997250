-- @setup
create table public.items (id bigint);
create policy items_read on public.items for select using (true);
-- @finding a policy in use
drop policy items_read on public.items;
-- @clean a policy of this release
create policy items_write on public.items for insert with check (true);
drop policy items_write on public.items;
