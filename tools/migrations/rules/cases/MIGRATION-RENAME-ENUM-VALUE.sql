-- @setup
create type public.mood as enum ('calm');
-- @finding a value in use
alter type public.mood rename value 'calm' to 'quiet';
-- @clean a new type
create type public.fresh as enum ('a');
alter type public.fresh rename value 'a' to 'b';
-- @clean another value
alter type public.mood add value 'quiet' after 'calm';
