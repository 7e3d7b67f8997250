-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding zero
set statement_timeout = 0;
-- @finding the default of the server
set statement_timeout to default;
-- @clean a limit
set statement_timeout = '1min';
