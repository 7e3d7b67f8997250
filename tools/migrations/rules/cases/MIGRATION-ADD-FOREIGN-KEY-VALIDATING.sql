-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding every row is looked up
alter table public.items add constraint items_owner_fk foreign key (owner_id) references public.owners (id);
-- @finding together with a column
alter table public.items add column second_owner bigint references public.owners (id);
-- @clean not valid yet
alter table public.items add constraint items_owner_fk foreign key (owner_id) references public.owners (id) not valid;
-- @clean a new table
create table public.fresh (owner_id bigint);
alter table public.fresh add foreign key (owner_id) references public.owners (id);
