// The real Supabase CLI, run on a folder of migrations and a throw-away database.
#ifndef RELEASE_TESTS_CONFORMANCE_SUPABASE_CLI_H_
#define RELEASE_TESTS_CONFORMANCE_SUPABASE_CLI_H_

#include <string>
#include <utility>
#include <vector>

#include "tests/support/postgres.h"

namespace release {

using MigrationFiles = std::vector<std::pair<std::string, std::string>>;  // name, SQL

class SupabaseCli {
 public:
  struct Answer {
    bool succeeded = false;
    std::string out = {}, err = {};
  };

  // `binary` is the CLI's own program.
  SupabaseCli(std::string binary, const TestPostgres& server)
      : SupabaseCli(std::move(binary), "postgres@127.0.0.1:" + std::to_string(server.port()),
                    server.password()) {}

  // The same for the server `USER@HOST:PORT`.
  SupabaseCli(std::string binary, std::string server, std::string password)
      : binary_(std::move(binary)), server_(std::move(server)), password_(std::move(password)) {}

  // Runs `supabase ARGUMENTS` on a project that holds exactly `files`. Home and project are thrown
  // away afterwards; the password goes through the environment; telemetry and update checks are
  // off.
  Answer Run(const MigrationFiles& files, const std::string& database,
             const std::vector<std::string>& arguments) const;

  // `db push`: "" or what it said when it failed.
  std::string Push(const MigrationFiles& files, const std::string& database) const;

  // `db push --dry-run` finds nothing to do: "" or what it said.
  std::string UpToDate(const MigrationFiles& files, const std::string& database) const;

 private:
  const std::string binary_;
  const std::string server_;
  const std::string password_;
};

}  // namespace release

#endif  // RELEASE_TESTS_CONFORMANCE_SUPABASE_CLI_H_
