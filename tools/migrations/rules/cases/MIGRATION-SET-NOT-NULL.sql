-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a column in use
alter table public.items alter column note set not null;
-- @clean [squawk-reports] a new table
create table public.fresh (note text);
alter table public.fresh alter column note set not null;
