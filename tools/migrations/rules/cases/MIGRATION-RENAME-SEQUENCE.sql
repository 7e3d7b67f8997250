-- @setup
create sequence public.tickets;
-- @finding a sequence in use
alter sequence public.tickets rename to numbers;
-- @clean a new sequence
create sequence public.fresh;
alter sequence public.fresh rename to newer;
