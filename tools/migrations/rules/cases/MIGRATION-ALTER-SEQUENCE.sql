-- @setup
create sequence public.tickets;
-- @finding numbers from the start
alter sequence public.tickets restart;
-- @clean a sequence of this release
create sequence public.fresh;
alter sequence public.fresh restart;
