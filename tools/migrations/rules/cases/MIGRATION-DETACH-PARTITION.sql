-- @setup
create table public.logs (day date) partition by range (day);
create table public.logs_old partition of public.logs for values from ('2020-01-01') to ('2021-01-01');
-- @finding rows leave
alter table public.logs detach partition public.logs_old;
-- @clean a partition of this release
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
alter table public.logs detach partition public.logs_2026;
