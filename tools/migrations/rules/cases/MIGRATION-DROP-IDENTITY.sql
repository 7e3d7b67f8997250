-- @setup
create table public.items (id bigint generated always as identity);
-- @finding a numbered column
alter table public.items alter column id drop identity;
-- @clean a new table
create table public.fresh (id bigint generated always as identity);
alter table public.fresh alter column id drop identity;
