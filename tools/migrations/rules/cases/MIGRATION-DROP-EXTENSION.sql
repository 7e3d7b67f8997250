-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [no-server] an extension in use
drop extension if exists pg_trgm;
-- @clean [no-server] an extension of this release
create extension pg_trgm;
drop extension pg_trgm;
