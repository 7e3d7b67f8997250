-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a check
create domain public.percent as integer check (value between 0 and 100);
-- @clean no check
create domain public.percent as integer;
