// A real connection pooler for tests: PgBouncer in front of a TestPostgres.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_PGBOUNCER_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_PGBOUNCER_H_

#include <memory>
#include <string>

#include "tests/support/postgres.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::postgres {

// Listens on a unix socket in a directory of its own, so that no port can clash. It must be started
// on a thread that outlives it.
class PgBouncer {
 public:
  // `pool_mode` is session or transaction; `more` are further lines of its config. nullptr, with
  // the reason on stderr, when it does not start to answer.
  static std::unique_ptr<PgBouncer> Start(const TestPostgres& server, const std::string& database,
                                          const std::string& pool_mode,
                                          const std::string& more = "");

  // A URL of `database` through the pooler.
  const std::string& dsn() const { return dsn_; }

 private:
  PgBouncer(TempDirectory directory, std::string dsn, Process process)
      : directory_(std::move(directory)), dsn_(std::move(dsn)), process_(std::move(process)) {}

  TempDirectory directory_;
  std::string dsn_;
  Process process_;
};

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_PGBOUNCER_H_
