-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a table in use
revoke select on public.items from public;
-- @finding everything in a schema
revoke all on all tables in schema public from public;
-- @clean a function of this release
create function public.fresh() returns bigint language sql as 'select 1::bigint';
revoke execute on function public.fresh() from public;
-- @clean granting
grant select on public.items to public;
