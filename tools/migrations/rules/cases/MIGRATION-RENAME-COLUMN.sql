-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a column in use
alter table public.items rename column note to remark;
-- @clean [squawk-reports] a column of this release
alter table public.items add column weight bigint;
alter table public.items rename column weight to mass;
-- @clean [squawk-reports] a new table
create table public.fresh (id bigint);
alter table public.fresh rename column id to key;
