-- @setup
create materialized view public.totals as select 1 as id;
-- @finding a view in use
drop materialized view public.totals;
-- @clean a view of this release
create materialized view public.fresh as select 1 as id;
drop materialized view public.fresh;
