-- @setup
create function public.tidy() returns bigint language sql as 'select 1::bigint';
-- @finding a function
select public.tidy();
-- @clean a setting
select set_config('application_name', 'migration', true);
-- @clean a plain query
select 1;
