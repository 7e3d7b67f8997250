-- @setup
create domain public.percent as integer;
-- @finding a check
alter domain public.percent add constraint percent_check check (value < 101);
-- @finding [squawk-silent] no null
alter domain public.percent set not null;
-- @clean a domain of this release
create domain public.share as integer;
alter domain public.share set not null;
