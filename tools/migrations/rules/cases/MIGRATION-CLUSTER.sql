-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [squawk-silent] a table in service
cluster public.items using items_pkey;
-- @clean nothing to sort
analyze public.items;
