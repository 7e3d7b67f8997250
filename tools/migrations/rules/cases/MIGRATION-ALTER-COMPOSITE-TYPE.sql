-- @setup
create type public.point3 as (x float8, y float8);
-- @finding an attribute more
alter type public.point3 add attribute z float8;
-- @finding an attribute less
alter type public.point3 drop attribute y;
-- @clean a type of this release
create type public.fresh as (x float8);
alter type public.fresh add attribute y float8;
