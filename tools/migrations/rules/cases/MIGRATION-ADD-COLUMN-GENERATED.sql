-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a stored column of a table in service
alter table public.items add column upper_note text generated always as (upper(note)) stored;
-- @clean an ordinary column
alter table public.items add column upper_note text;
-- @clean a new table
create table public.fresh (note text, upper_note text generated always as (upper(note)) stored);
