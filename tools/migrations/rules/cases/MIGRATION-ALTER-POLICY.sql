-- @setup
create table public.items (id bigint);
create policy items_read on public.items for select using (true);
-- @finding a policy in use
alter policy items_read on public.items using (id > 0);
-- @clean a second policy
create policy items_read_some on public.items for select using (id > 0);
