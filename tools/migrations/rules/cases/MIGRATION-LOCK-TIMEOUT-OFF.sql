-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding zero
set lock_timeout = 0;
-- @finding zero with a unit
set local lock_timeout = '0ms';
-- @finding the default of the server
reset lock_timeout;
-- @clean a limit
set lock_timeout = '5s';
