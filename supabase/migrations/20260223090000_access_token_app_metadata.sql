-- The human portals read the role from `app_metadata`, which its owner cannot write. The claim
-- `organization_role` stays for what was released before.
-- release: allow MIGRATION-REPLACE-FUNCTION: same arguments and result, and the claim of the version before is still there
create or replace function spectral.access_token_claims(event jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  strongest public.organization_role;
  metadata jsonb := coalesce(event #> '{claims,app_metadata}', '{}');
begin
  select max(member.role) into strongest
  from public.organization_members as member
  where member.user_id = (event ->> 'user_id')::uuid;

  -- A role that is in app_metadata for any other reason does not count.
  metadata := metadata - 'organization_role';
  if strongest is null then
    return jsonb_set(event, '{claims,app_metadata}', metadata);
  end if;
  metadata := metadata || jsonb_build_object('organization_role', strongest);
  event := jsonb_set(event, '{claims,organization_role}', to_jsonb(strongest));
  return jsonb_set(event, '{claims,app_metadata}', metadata);
end
$$;
