-- @setup
create function public.add_one(a bigint) returns bigint language sql as 'select a + 1';
-- @finding a function in use
drop function public.add_one(bigint);
-- @clean a function of this release
create function public.fresh() returns bigint language sql as 'select 1::bigint';
drop function public.fresh();
