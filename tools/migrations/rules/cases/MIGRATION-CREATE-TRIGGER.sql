-- @setup
create table public.items (id bigint);
create function public.stamp() returns trigger language plpgsql as 'begin return new; end';
-- @finding a table in service
create trigger items_stamp before insert on public.items for each row execute function public.stamp();
-- @clean a new table
create table public.fresh (id bigint);
create trigger fresh_stamp before insert on public.fresh for each row execute function public.stamp();
