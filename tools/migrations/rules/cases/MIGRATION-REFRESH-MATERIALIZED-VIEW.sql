-- @setup
create materialized view public.totals as select 1 as id;
create unique index totals_id_idx on public.totals (id);
-- @finding readers wait
refresh materialized view public.totals;
-- @clean concurrently
refresh materialized view concurrently public.totals;
-- @clean a view of this release
create materialized view public.fresh as select 1 as id;
refresh materialized view public.fresh;
