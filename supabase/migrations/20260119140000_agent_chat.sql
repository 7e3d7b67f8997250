-- The chat with a world's agent: threads, and the messages in them.
create table public.agent_threads (
  id uuid primary key default gen_random_uuid(),
  world_id uuid not null references public.worlds (id) on delete cascade,
  slug text not null default 'main' check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  created_at timestamptz not null default now(),
  -- Kept by the outbox worker, in the transaction that delivers a message.
  delivered_count bigint not null default 0,
  last_delivered_at timestamptz,
  unique (world_id, slug)
);

alter table public.agent_threads enable row level security;

create table public.agent_messages (
  id uuid primary key default gen_random_uuid(),
  thread_id uuid not null references public.agent_threads (id) on delete cascade,
  -- The order of a thread, and the cursor of its pages.
  position bigint generated always as identity,
  author text not null check (author in ('user', 'agent', 'operator')),
  author_id uuid references auth.users (id) on delete set null,
  body text not null check (char_length(body) between 1 and 8000),
  created_at timestamptz not null default now(),
  delivered_at timestamptz
);

create index agent_messages_thread_position_idx on public.agent_messages (thread_id, position);
create index agent_messages_author_id_idx on public.agent_messages (author_id);

alter table public.agent_messages enable row level security;
