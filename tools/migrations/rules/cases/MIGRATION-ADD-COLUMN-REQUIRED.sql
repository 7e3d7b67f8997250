-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding no default
alter table public.items add column weight bigint not null;
-- @clean nullable
alter table public.items add column weight bigint;
-- @clean a constant default
alter table public.items add column weight bigint not null default 0;
-- @clean [squawk-reports] a new table
create table public.fresh (id bigint);
alter table public.fresh add column weight bigint not null;
