-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding the lock is still held
alter table public.items add constraint items_amount_check check (amount >= 0) not valid;
alter table public.items validate constraint items_amount_check;
-- @clean in the next file
alter table public.items add constraint items_amount_check check (amount >= 0) not valid;
-- @file
alter table public.items validate constraint items_amount_check;
