-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [no-server] a database
drop database if exists spectral_old;
-- @clean [no-server] a schema of this release
create schema fresh;
drop schema fresh;
