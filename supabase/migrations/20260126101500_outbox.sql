-- Work that a request leaves behind, written in the request's own transaction.
--
-- A row belongs to the generation that wrote it and only that generation's workers claim it:
-- after a cutover the rows of the generation before simply stop being claimed. Nothing moves
-- them.
--
--   waiting   handled_at, failed_at and claimed_by are null
--   claimed   claimed_by and claimed_at are set; a claim that grew old may be taken again
--   handled   handled_at is set, in the transaction that had the effect
--   failed    failed_at is set after the last attempt; last_error says why
create table spectral.outbox (
  id bigint generated always as identity primary key,
  generation bigint not null check (generation > 0),
  topic text not null check (topic ~ '^[a-z0-9_]+(\.[a-z0-9_]+)*$'),
  payload jsonb not null default '{}' check (jsonb_typeof(payload) = 'object'),
  created_at timestamptz not null default now(),
  available_at timestamptz not null default now(),
  claimed_by text,
  claimed_at timestamptz,
  attempts integer not null default 0 check (attempts >= 0),
  last_error text,
  handled_at timestamptz,
  failed_at timestamptz,
  check ((claimed_by is null) = (claimed_at is null)),
  check (handled_at is null or failed_at is null)
);

create index outbox_open_idx on spectral.outbox (generation, available_at, id)
where handled_at is null and failed_at is null;

alter table spectral.outbox enable row level security;
