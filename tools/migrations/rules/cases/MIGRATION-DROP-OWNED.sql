-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [no-server] everything of a role
drop owned by reporting;
-- @clean [no-server] one table
create table public.fresh (id bigint);
drop table public.fresh;
