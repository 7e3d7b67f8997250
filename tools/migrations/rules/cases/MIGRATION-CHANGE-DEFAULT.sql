-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a column in use
alter table public.items alter column note set default 'none';
-- @clean a column of this release
alter table public.items add column weight bigint;
alter table public.items alter column weight set default 1;
