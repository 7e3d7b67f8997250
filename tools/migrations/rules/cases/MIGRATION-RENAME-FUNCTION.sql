-- @setup
create function public.add_one(a bigint) returns bigint language sql as 'select a + 1';
-- @finding a function in use
alter function public.add_one(bigint) rename to increment;
-- @clean a second function
create function public.increment(a bigint) returns bigint language sql as 'select a + 1';
