-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [no-server] a role in use
drop role reporting;
-- @clean [no-server] a role of this release
create role scratch nologin;
drop role scratch;
