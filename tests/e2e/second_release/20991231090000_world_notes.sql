-- Expands: the generation before knows nothing of the column.
alter table public.worlds add column note text;
