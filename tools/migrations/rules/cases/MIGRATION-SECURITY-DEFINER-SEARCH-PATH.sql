-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding the caller's search_path
create function public.whoami() returns name language sql security definer as 'select current_user';
-- @clean an empty search_path
create function public.whoami() returns name language sql security definer set search_path = '' as 'select current_user';
-- @clean the caller's rights
create function public.whoami() returns name language sql as 'select current_user';
