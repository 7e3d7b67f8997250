alter table public.worlds drop column name;
