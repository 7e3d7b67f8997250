-- @setup
create table public.logs (day date) partition by range (day);
create table public.logs_old (day date);
-- @finding a table full of rows
alter table public.logs attach partition public.logs_old for values from ('2020-01-01') to ('2021-01-01');
-- @clean a new partition
create table public.logs_2026 (day date);
alter table public.logs attach partition public.logs_2026 for values from ('2026-01-01') to ('2027-01-01');
