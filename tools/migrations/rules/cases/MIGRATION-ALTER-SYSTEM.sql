-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [no-server] a setting of the server
alter system set work_mem = '64MB';
-- @clean [no-server] a setting of one role
alter role postgres set work_mem = '64MB';
