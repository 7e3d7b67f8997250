-- An organization: the customer, and the unit of access.
create table public.organizations (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null check (char_length(name) between 1 and 200),
  created_at timestamptz not null default now()
);

-- Nobody sees a row until a policy says so.
alter table public.organizations enable row level security;
