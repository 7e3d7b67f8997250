-- @setup
create table public.items (note text not null);
-- @finding readers may meet null
alter table public.items alter column note drop not null;
-- @clean [squawk-reports] a new table
create table public.fresh (note text not null);
alter table public.fresh alter column note drop not null;
