-- @setup
create domain public.percent as integer not null default 0;
-- @finding a default goes
alter domain public.percent drop default;
-- @finding null comes
alter domain public.percent drop not null;
-- @clean a domain of this release
create domain public.share as integer not null;
alter domain public.share drop not null;
