-- Expand: a client may name its message, so that sending it again adds nothing.
-- Nullable and without a default: no rewrite, no scan, and the generation before, which knows
-- nothing of the column, keeps inserting. Old rows need no backfill; null means "not named".
alter table public.agent_messages add column if not exists client_token uuid;
