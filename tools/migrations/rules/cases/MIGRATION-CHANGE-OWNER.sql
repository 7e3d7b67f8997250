-- @setup
create table public.items (id bigint);
create function public.add_one(a bigint) returns bigint language sql as 'select a + 1';
-- @finding a table
alter table public.items owner to current_user;
-- @finding a function
alter function public.add_one(bigint) owner to current_user;
-- @clean a new table
create table public.fresh (id bigint);
alter table public.fresh owner to current_user;
