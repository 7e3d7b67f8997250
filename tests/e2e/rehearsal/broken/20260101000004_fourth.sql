alter table third_part add column name text;
