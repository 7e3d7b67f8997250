-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [no-server] a role in use
alter role reporting rename to reports;
-- @clean [no-server] a role of this release
create role scratch nologin;
alter role scratch rename to scratch_two;
