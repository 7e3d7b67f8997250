create table second_thing (id int);

-- Passes when the gate is open at the start, and waits to be let go otherwise.
do $$
begin
  if to_regclass('gate.open') is null then
    while to_regclass('gate.let_go') is null loop
      perform pg_sleep(0.02);
    end loop;
  end if;
end
$$;
