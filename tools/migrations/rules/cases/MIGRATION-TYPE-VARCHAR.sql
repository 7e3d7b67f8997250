-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a limit in the type
create table public.fresh (code varchar(20));
-- @clean text with a check
create table public.fresh (code text check (char_length(code) <= 20));
