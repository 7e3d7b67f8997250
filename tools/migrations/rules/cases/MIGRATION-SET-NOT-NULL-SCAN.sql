-- @setup
create table public.items (note text, code text, constraint items_note_check check (note is not null));
-- @finding no check says it
alter table public.items alter column code set not null;
-- @clean [squawk-reports] a validated check says it
alter table public.items alter column note set not null;
