-- @setup
create table public.bookings (during tstzrange);
-- @finding a table in service
alter table public.bookings add constraint bookings_apart exclude using gist (during with &&);
-- @clean a new table
create table public.fresh (during tstzrange);
alter table public.fresh add exclude using gist (during with &&);
