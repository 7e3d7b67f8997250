-- @setup
create table public.parents (id bigint);
create table public.children (id bigint) inherits (public.parents);
-- @finding rows leave
alter table public.children no inherit public.parents;
-- @clean a new table
create table public.fresh () inherits (public.parents);
alter table public.fresh no inherit public.parents;
