-- @setup
create view public.names as select 1 as id;
-- @finding a view in use
drop view public.names;
-- @clean a view of this release
create view public.fresh as select 1 as id;
drop view public.fresh;
