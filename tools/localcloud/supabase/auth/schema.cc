#include "tools/localcloud/supabase/auth/schema.h"

namespace release::cloud {
namespace {

// `auth.users` may be there with fewer columns.
constexpr char kSchema[] = R"(
create schema if not exists extensions;
create schema if not exists auth;
create extension if not exists pgcrypto with schema extensions;

create table if not exists auth.users (id uuid primary key default gen_random_uuid());
alter table auth.users
  add column if not exists instance_id uuid,
  add column if not exists aud varchar(255) default 'authenticated',
  add column if not exists role varchar(255) default 'authenticated',
  add column if not exists email varchar(255),
  add column if not exists encrypted_password varchar(255),
  add column if not exists email_confirmed_at timestamptz,
  add column if not exists last_sign_in_at timestamptz,
  add column if not exists raw_app_meta_data jsonb,
  add column if not exists raw_user_meta_data jsonb,
  add column if not exists is_super_admin boolean,
  add column if not exists created_at timestamptz default now(),
  add column if not exists updated_at timestamptz default now(),
  add column if not exists phone text,
  add column if not exists banned_until timestamptz,
  add column if not exists is_sso_user boolean not null default false,
  add column if not exists deleted_at timestamptz,
  add column if not exists is_anonymous boolean not null default false;
create unique index if not exists users_email_partial_key on auth.users (email)
  where is_sso_user = false;

create table if not exists auth.sessions (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade
);
alter table auth.sessions
  add column if not exists created_at timestamptz,
  add column if not exists updated_at timestamptz,
  add column if not exists not_after timestamptz,
  add column if not exists refreshed_at timestamp,
  add column if not exists user_agent text;
create index if not exists sessions_user_id_idx on auth.sessions (user_id);

create table if not exists auth.refresh_tokens (id bigserial primary key);
alter table auth.refresh_tokens
  add column if not exists token varchar(255) unique,
  add column if not exists user_id varchar(255),
  add column if not exists revoked boolean,
  add column if not exists created_at timestamptz,
  add column if not exists updated_at timestamptz,
  add column if not exists parent varchar(255),
  add column if not exists session_id uuid references auth.sessions (id) on delete cascade;
create index if not exists refresh_tokens_session_id_revoked_idx
  on auth.refresh_tokens (session_id, revoked);

grant usage on schema extensions to supabase_auth_admin;
grant usage, create on schema auth to supabase_auth_admin;
alter table auth.users owner to supabase_auth_admin;
alter table auth.sessions owner to supabase_auth_admin;
alter table auth.refresh_tokens owner to supabase_auth_admin;
)";

}  // namespace

absl::Status PrepareAuthSchema(DatabasePool& pool) {
  auto connection = pool.TakeNew();
  if (!connection.ok()) return connection.status();
  // Sent as one, so all or nothing.
  return ExecuteSql(connection->get(), kSchema).status();
}

}  // namespace release::cloud
