-- @setup
create table public.items (note text default '', code text);
-- @finding a default in use
alter table public.items alter column note drop default;
-- @clean a new table
create table public.fresh (note text default '');
alter table public.fresh alter column note drop default;
-- @clean another default
alter table public.items alter column note set default 'none';
