-- @setup
create type public.mood as enum ('calm');
create domain public.percent as integer;
-- @finding a type
drop type public.mood;
-- @finding a domain
drop domain public.percent;
-- @clean a type of this release
create type public.fresh as enum ('a');
drop type public.fresh;
