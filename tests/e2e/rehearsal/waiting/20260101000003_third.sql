create table third_thing (id int);
