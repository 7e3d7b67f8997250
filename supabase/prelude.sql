-- What every Supabase project already has and a plain PostgreSQL 15 lacks, as far as our
-- migrations mention it. Applied to a rehearsal's or a test's database before the migrations;
-- never by a release, never to a real project. May be applied again and again.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon', 'nologin'),
      ('authenticated', 'nologin'),
      ('service_role', 'nologin bypassrls'),
      ('authenticator', 'nologin noinherit'),
      ('supabase_admin', 'nologin superuser createdb createrole replication bypassrls'),
      ('supabase_auth_admin', 'nologin noinherit createrole'),
      ('supabase_storage_admin', 'nologin noinherit createrole'),
      ('dashboard_user', 'nologin createdb createrole replication'),
      ('pgbouncer', 'nologin')
    ) as role (name, attributes)
  loop
    begin
      execute format('create role %I %s', wanted.name, wanted.attributes);
    exception
      -- Roles belong to the cluster: another database, or another session just now, made it.
      when duplicate_object or unique_violation then
        null;
    end;
  end loop;
end
$$;

-- What PostgREST becomes for a request.
grant anon, authenticated, service_role to authenticator;

create schema if not exists extensions;
create schema if not exists auth;
create schema if not exists storage;
create schema if not exists graphql_public;
create schema if not exists realtime;
create schema if not exists vault;
grant usage on schema public, extensions, auth, storage, graphql_public, realtime
to anon, authenticated, service_role;
grant all on schema auth to supabase_auth_admin, dashboard_user;
grant all on schema storage to supabase_storage_admin, dashboard_user;
grant usage on schema extensions to supabase_auth_admin, supabase_storage_admin, dashboard_user;

create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;

-- Supabase gives its API roles every right on new tables of `public`; row level security is what
-- protects them. A rehearsal without this would hide a table that forgot it.
alter default privileges in schema public
grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public
grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public
grant all on functions to anon, authenticated, service_role;

create table if not exists auth.users (
  id uuid primary key default gen_random_uuid(),
  email text unique,
  created_at timestamptz not null default now()
);
-- As Supabase Auth has them. A database that was made without them gets them here.
alter table auth.users
add column if not exists instance_id uuid,
add column if not exists aud varchar(255) default 'authenticated',
add column if not exists role varchar(255) default 'authenticated',
add column if not exists encrypted_password varchar(255),
add column if not exists email_confirmed_at timestamptz,
add column if not exists last_sign_in_at timestamptz,
add column if not exists raw_app_meta_data jsonb,
add column if not exists raw_user_meta_data jsonb,
add column if not exists is_super_admin boolean,
add column if not exists updated_at timestamptz default now(),
add column if not exists phone text,
add column if not exists banned_until timestamptz,
add column if not exists is_sso_user boolean not null default false,
add column if not exists deleted_at timestamptz,
add column if not exists is_anonymous boolean not null default false;
alter table auth.users owner to supabase_auth_admin;
grant all on auth.users to dashboard_user;

-- The claims of the caller's token, as PostgREST leaves them in the session.
create or replace function auth.jwt() returns jsonb
language sql stable
as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;

create or replace function auth.uid() returns uuid
language sql stable
as $$ select (auth.jwt() ->> 'sub')::uuid $$;

create or replace function auth.role() returns text
language sql stable
as $$ select auth.jwt() ->> 'role' $$;
