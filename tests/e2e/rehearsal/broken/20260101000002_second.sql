create table second_part (id int);
