-- @setup
create table public.items (note text, code text);
create publication changes;
create collation public.plain from "C";
-- @finding a publication
drop publication changes;
-- @finding a collation
drop collation public.plain;
-- @clean statistics
create statistics public.items_stats on code, note from public.items;
drop statistics public.items_stats;
