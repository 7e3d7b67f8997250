-- @setup
create table public.events (id bigint not null);
create unique index events_id_idx on public.events (id);
-- @finding the index is built by the constraint
alter table public.events add primary key (id);
-- @finding together with a column
alter table public.events add column key bigint primary key;
-- @clean a prepared index
alter table public.events add constraint events_pkey primary key using index events_id_idx;
-- @clean [squawk-reports] a new table
create table public.fresh (id bigint not null);
alter table public.fresh add primary key (id);
