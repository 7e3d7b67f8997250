-- @setup
create table public.items (id bigint);
create function public.stamp() returns trigger language plpgsql as 'begin return new; end';
create trigger items_stamp before insert on public.items for each row execute function public.stamp();
-- @finding a trigger in use
drop trigger items_stamp on public.items;
-- @clean a trigger of this release
create trigger items_new before insert on public.items for each row execute function public.stamp();
drop trigger items_new on public.items;
