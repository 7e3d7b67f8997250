-- @setup
create type public.mood as enum ('calm');
-- @finding at the end
alter type public.mood add value 'glad';
-- @clean at its place
alter type public.mood add value 'glad' after 'calm';
