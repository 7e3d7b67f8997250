-- What the cutover test adds to a migrated database: a world to write to, work that takes its time, and a
-- record of everything that ever happens to an outbox row.
begin;

insert into public.organizations (id, slug, name)
values ('00000000-0000-4000-8000-0000000000aa', 'cutover', 'Cutover');
insert into public.worlds (id, organization_id, name)
values ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-0000000000aa', 'Cutover');

create schema cutover;

-- One line for each change of a row; what did not change is null.
create table cutover.history (
  line bigint generated always as identity primary key,
  id bigint not null,
  generation bigint not null,
  claimed_by text,     -- who claimed it
  given_back_by text,  -- who had claimed it
  handled_by text,     -- who had claimed it when it was handled
  failed boolean not null default false
);

create function cutover.record() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into cutover.history (id, generation, claimed_by, given_back_by, handled_by, failed)
  values (
    new.id,
    new.generation,
    case when new.claimed_by is distinct from old.claimed_by then new.claimed_by end,
    case when new.claimed_by is null then old.claimed_by end,
    case when old.handled_at is null and new.handled_at is not null then new.claimed_by end,
    new.failed_at is not null
  );
  return null;
end
$$;
create trigger record after update on spectral.outbox
for each row execute function cutover.record();

-- Rows that a generation had not handled when it stopped, as they were.
create table cutover.left_behind (like spectral.outbox);

-- The effect of a row of this thread takes its time, as a call to a slow service would.
create function cutover.be_slow() returns trigger
language plpgsql
as $$
begin
  perform pg_sleep(0.3);
  return new;
end
$$;
create trigger be_slow before update on public.agent_threads
for each row when (old.slug like 'slow-%') execute function cutover.be_slow();
grant usage on schema cutover to spectral_api;

-- So many messages in a thread, each with the outbox row that a request of the generation would leave.
create function cutover.write(of_generation bigint, to_thread text, messages integer) returns void
language sql
as $$
  with thread as (
    insert into public.agent_threads (world_id, slug)
    values ('00000000-0000-4000-8000-00000000000a', to_thread)
    on conflict (world_id, slug) do update set slug = excluded.slug
    returning id
  ), message as (
    insert into public.agent_messages (thread_id, author, body)
    select thread.id, 'user', 'Is anybody there?' from thread, generate_series(1, messages)
    returning id
  )
  insert into spectral.outbox (generation, topic, payload)
  select of_generation, 'agent_message.posted', jsonb_build_object('message_id', id) from message;
$$;

commit;
