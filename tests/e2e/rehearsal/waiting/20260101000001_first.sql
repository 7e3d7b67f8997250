create table first_thing (id int);
