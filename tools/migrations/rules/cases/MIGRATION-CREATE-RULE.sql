-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table in service
create rule items_keep as on delete to public.items do instead nothing;
-- @clean a new table
create table public.fresh (id bigint);
create rule fresh_keep as on delete to public.fresh do instead nothing;
