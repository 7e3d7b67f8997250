-- @setup
create view public.names as select 1 as id;
-- @finding a view in use
create or replace view public.names as select 2 as id;
-- @clean a new view
create view public.titles as select 2 as id;
-- @clean a view of this release
create view public.fresh as select 1 as id;
create or replace view public.fresh as select 2 as id;
