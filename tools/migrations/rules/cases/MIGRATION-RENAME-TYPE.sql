-- @setup
create type public.mood as enum ('calm');
create domain public.percent as integer;
-- @finding a type in use
alter type public.mood rename to temper;
-- @finding a domain in use
alter domain public.percent rename to share;
-- @clean a new type
create type public.fresh as enum ('a');
alter type public.fresh rename to newer;
