-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding another type
alter table public.items alter column amount type bigint;
-- @finding a shorter text
alter table public.items alter column code type varchar(10);
-- @finding a computed value
alter table public.items alter column code type text using upper(code);
-- @clean [squawk-reports] a longer varchar
alter table public.items alter column code type varchar(40);
-- @clean [squawk-reports] varchar to text
alter table public.items alter column code type text;
-- @clean [squawk-reports] more digits
alter table public.items alter column price type numeric(12, 2);
-- @clean [squawk-reports] a new table
create table public.fresh (amount integer);
alter table public.fresh alter column amount type bigint;
