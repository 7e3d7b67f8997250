-- @setup
create table public.owners (id bigint primary key);
create table public.items (id bigint primary key, owner_id bigint, note text, amount integer, price numeric(10, 2), code varchar(20));
-- @finding a text that is put together
do $$ begin execute format('analyze %I', 'items'); end $$;
-- @clean a text that stands there
do $$ begin execute 'analyze public.items'; end $$;
-- @clean a trigger is made
do $$ begin perform 1; end $$;
