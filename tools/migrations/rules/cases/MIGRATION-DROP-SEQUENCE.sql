-- @setup
create sequence public.tickets;
-- @finding a sequence in use
drop sequence public.tickets;
-- @clean a sequence of this release
create sequence public.fresh;
drop sequence public.fresh;
