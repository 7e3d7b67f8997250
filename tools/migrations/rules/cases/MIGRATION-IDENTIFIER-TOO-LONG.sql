-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding 64 bytes
create table public.abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_0123456789 (id bigint);
-- @clean 63 bytes
create table public.abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_012345678 (id bigint);
