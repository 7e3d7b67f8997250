-- @setup
create table public.logs (day date) partition by range (day);
create table public.logs_old partition of public.logs for values from ('2020-01-01') to ('2021-01-01');
-- @finding everyone waits
alter table public.logs detach partition public.logs_old;
-- @clean concurrently
alter table public.logs detach partition public.logs_old concurrently;
