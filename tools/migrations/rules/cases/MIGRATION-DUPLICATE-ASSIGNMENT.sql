-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding [no-server] one column twice
update public.items set note = 'a', note = 'b' where id = 1;
-- @clean two columns
update public.items set note = 'a', code = 'b' where id = 1;
