create table fifth_part (id int);
