-- @setup
create procedure public.tidy() language sql as 'select 1';
-- @finding a procedure
call public.tidy();
-- @clean a statement
create table public.fresh (id bigint);
