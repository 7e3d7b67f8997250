-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a constraint on columns in use
alter table public.items add constraint items_code_key unique (code);
-- @finding a concurrent unique index
create unique index concurrently if not exists items_code_idx on public.items (code);
-- @clean one column is of this release
alter table public.items add column client_token uuid;
alter table public.items add unique (owner_id, client_token);
-- @clean an index that is not unique
create index concurrently if not exists items_code_idx on public.items (code);
