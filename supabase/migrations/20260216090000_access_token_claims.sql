-- Supabase Auth calls this for every token it issues: the strongest role a person has in any
-- organization becomes the claim `organization_role`, which the human portals check.
create function spectral.access_token_claims(event jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  strongest public.organization_role;
begin
  select max(member.role) into strongest
  from public.organization_members as member
  where member.user_id = (event ->> 'user_id')::uuid;

  if strongest is null then
    return event;
  end if;
  return jsonb_set(event, '{claims,organization_role}', to_jsonb(strongest));
end
$$;

-- Only Supabase Auth asks for other people's roles.
revoke execute on function spectral.access_token_claims (jsonb) from public;
grant usage on schema spectral to supabase_auth_admin;
grant execute on function spectral.access_token_claims (jsonb) to supabase_auth_admin;
grant select on public.organization_members to supabase_auth_admin;

create policy organization_members_auth_admin on public.organization_members
for select to supabase_auth_admin using (true);
