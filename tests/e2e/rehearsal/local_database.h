// The database of a local cloud that runs, as its superuser.
#ifndef RELEASE_TESTS_E2E_REHEARSAL_LOCAL_DATABASE_H_
#define RELEASE_TESTS_E2E_REHEARSAL_LOCAL_DATABASE_H_

#include <string>

namespace release::e2e {

// The first column of the first row that `sql` gives, "" when there is none, or the server's error.
// `sql` may be several statements. Blocks as long as they run. `cloud` is the cloud's directory.
std::string Query(const std::string& cloud, const std::string& sql);

// `select` of all versions in the history, in the order of their numbers: "1, 2". A version stands
// there as often as it is in the table.
inline constexpr char kHistory[] =
    "select string_agg(version::numeric - 20260101000000 || '', ', ' order by version) from "
    "supabase_migrations.schema_migrations";

// The second migration of the pipeline `waiting`: returns when it runs and waits.
inline constexpr char kAwaitWaiting[] = R"(do $$
begin
  while not exists (select from pg_stat_activity where state = 'active'
                    and pid <> pg_backend_pid() and query like '%let_go%') loop
    perform pg_sleep(0.01);
    perform pg_stat_clear_snapshot();
  end loop;
end $$)";

// From its next start on it will not wait; the one that waits goes on to.
inline constexpr char kOpenGate[] =
    "create schema if not exists gate; create table if not exists gate.open ()";

// The one that waits goes on.
inline constexpr char kLetGo[] =
    "create schema if not exists gate; create table if not exists gate.let_go ()";

}  // namespace release::e2e

#endif  // RELEASE_TESTS_E2E_REHEARSAL_LOCAL_DATABASE_H_
