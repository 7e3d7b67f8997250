-- A world: one simulated setting of an organization, with an agent one can talk to.
create table public.worlds (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 200),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  created_at timestamptz not null default now(),
  unique (organization_id, name)
);

alter table public.worlds enable row level security;
