create table second_thing (id int);

-- Passes when the gate is open at the start, and waits to be let go otherwise.
do $$
begin
  if to_regclass('gate.open') is null then
    while not exists (select from pg_tables where schemaname = 'gate' and tablename = 'let_go') loop
      perform pg_sleep(0.02);
    end loop;
  end if;
end
$$;
