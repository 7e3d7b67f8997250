-- Alone in its file: a concurrent build cannot run in a transaction.
create unique index concurrently if not exists agent_messages_client_token_idx
on public.agent_messages (thread_id, client_token)
where client_token is not null;
