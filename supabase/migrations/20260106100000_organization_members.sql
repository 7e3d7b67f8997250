-- Who belongs to an organization, and as what.

-- In rising order: max(role) is a person's strongest role. `operations` is Spectral's own staff;
-- it becomes the token claim that guards ops.runspectral.com.
create type public.organization_role as enum ('member', 'admin', 'owner', 'operations');

create table public.organization_members (
  organization_id uuid not null references public.organizations (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.organization_role not null default 'member',
  created_at timestamptz not null default now(),
  primary key (organization_id, user_id)
);

create index organization_members_user_id_idx on public.organization_members (user_id);

alter table public.organization_members enable row level security;

-- The caller's role in an organization, or null. Runs with its owner's rights: a policy on
-- organization_members that read organization_members itself would recurse.
create function spectral.role_in(organization uuid) returns public.organization_role
language sql stable security definer
set search_path = ''
as $$
  select member.role
  from public.organization_members as member
  where member.organization_id = organization
    and member.user_id = auth.uid()
$$;

grant usage on schema spectral to authenticated;
