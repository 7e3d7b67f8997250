-- @setup
create type public.mood as enum ('calm');
create table public.people (mood public.mood);
-- @finding [no-server] in one transaction
alter type public.mood add value 'glad' after 'calm';
insert into public.people values ('glad');
-- @clean in the next file
alter type public.mood add value 'glad' after 'calm';
-- @file
insert into public.people values ('glad');
