-- @setup
create view public.names as select 1 as id;
-- @finding a view in use
alter view public.names rename to titles;
-- @clean a second view
create view public.titles as select id from public.names;
