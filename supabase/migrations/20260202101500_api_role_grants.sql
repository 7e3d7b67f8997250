-- What the Spectral API may do: the least that its code needs. It decides by itself who may see
-- what, so its policies let every row pass.
grant select on public.organizations, public.organization_members, public.worlds
  to spectral_api;
grant select, insert, update on public.agent_threads, public.agent_messages to spectral_api;
grant select, insert, update on spectral.outbox to spectral_api;

create policy organizations_api on public.organizations
for select to spectral_api using (true);

create policy organization_members_api on public.organization_members
for select to spectral_api using (true);

create policy worlds_api on public.worlds
for select to spectral_api using (true);

create policy agent_threads_api on public.agent_threads
for all to spectral_api using (true) with check (true);

create policy agent_messages_api on public.agent_messages
for all to spectral_api using (true) with check (true);

create policy outbox_api on spectral.outbox
for all to spectral_api using (true) with check (true);
