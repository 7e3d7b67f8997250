-- @setup
create function public.add_one(a bigint) returns bigint language sql as 'select a + 1';
-- @finding a function in use
create or replace function public.add_one(a bigint) returns bigint language sql as 'select a + 2';
-- @clean a new function
create or replace function public.add_two(a bigint) returns bigint language sql as 'select a + 2';
