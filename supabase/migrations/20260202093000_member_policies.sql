-- What a signed-in person may do through Supabase's own API. `anon` gets nothing.
-- (select auth.uid()) rather than auth.uid(): evaluated once for a statement, not once for a row.

create policy organizations_read on public.organizations
for select to authenticated
using (spectral.role_in(id) is not null);

create policy organizations_rename on public.organizations
for update to authenticated
using (spectral.role_in(id) in ('admin', 'owner'))
with check (spectral.role_in(id) in ('admin', 'owner'));

create policy organization_members_read on public.organization_members
for select to authenticated
using (user_id = (select auth.uid()) or spectral.role_in(organization_id) is not null);

-- Owners make members and admins; owners and operations staff are made by operations.
create policy organization_members_invite on public.organization_members
for insert to authenticated
with check (spectral.role_in(organization_id) = 'owner' and role in ('member', 'admin'));

create policy organization_members_remove on public.organization_members
for delete to authenticated
using (spectral.role_in(organization_id) = 'owner' and role in ('member', 'admin'));

create policy worlds_read on public.worlds
for select to authenticated
using (spectral.role_in(organization_id) is not null);

create policy worlds_create on public.worlds
for insert to authenticated
with check (spectral.role_in(organization_id) in ('admin', 'owner'));

create policy worlds_change on public.worlds
for update to authenticated
using (spectral.role_in(organization_id) in ('admin', 'owner'))
with check (spectral.role_in(organization_id) in ('admin', 'owner'));

create policy agent_threads_read on public.agent_threads
for select to authenticated
using (
  exists (
    select from public.worlds as world
    where world.id = world_id and spectral.role_in(world.organization_id) is not null
  )
);

-- Messages are written through the Spectral API only, which leaves the outbox row with them.
create policy agent_messages_read on public.agent_messages
for select to authenticated
using (
  exists (
    select from public.agent_threads as thread
    join public.worlds as world on world.id = thread.world_id
    where thread.id = thread_id and spectral.role_in(world.organization_id) is not null
  )
);

grant select on public.organizations, public.organization_members, public.worlds,
  public.agent_threads, public.agent_messages to authenticated;
grant update (name) on public.organizations to authenticated;
grant insert, delete on public.organization_members to authenticated;
grant insert, update (name, settings) on public.worlds to authenticated;
