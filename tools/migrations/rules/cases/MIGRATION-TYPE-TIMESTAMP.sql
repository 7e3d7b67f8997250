-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding no time zone
create table public.fresh (seen timestamp);
-- @clean with time zone
create table public.fresh (seen timestamptz);
