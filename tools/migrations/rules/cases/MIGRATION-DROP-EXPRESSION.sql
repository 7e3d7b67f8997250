-- @setup
create table public.items (note text, upper_note text generated always as (upper(note)) stored);
-- @finding a generated column
alter table public.items alter column upper_note drop expression;
-- @clean a new table
create table public.fresh (note text, upper_note text generated always as (upper(note)) stored);
alter table public.fresh alter column upper_note drop expression;
