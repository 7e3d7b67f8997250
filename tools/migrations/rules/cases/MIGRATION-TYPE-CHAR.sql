-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a fixed length
create table public.fresh (code char(3));
-- @clean text
create table public.fresh (code text);
