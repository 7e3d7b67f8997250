-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table in service
alter table public.items set tablespace pg_default;
-- @clean a new table
create table public.fresh (id bigint);
alter table public.fresh set tablespace pg_default;
