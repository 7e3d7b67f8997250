create table third_part (id int);
insert into third_part values (1);
insert into third_part values (2);
