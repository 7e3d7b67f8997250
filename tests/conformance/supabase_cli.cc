#include "tests/conformance/supabase_cli.h"

#include <sys/stat.h>

#include <fstream>

#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release {
namespace {

// Far more than the CLI needs on a slow machine; its end is a failure of the test.
constexpr absl::Duration kTimeout = absl::Minutes(2);
constexpr size_t kOutputLimit = 1 << 20;

bool WriteProject(const std::string& folder, const MigrationFiles& files) {
  const std::string migrations = folder + "/supabase/migrations";
  if (::mkdir((folder + "/supabase").c_str(), 0700) != 0 ||
      ::mkdir(migrations.c_str(), 0700) != 0) {
    return false;
  }
  for (const auto& [name, sql] : files) {
    std::ofstream(migrations + "/" + name, std::ios::binary) << sql;
  }
  return true;
}

std::string Text(const SupabaseCli::Answer& answer) {
  return Concat("stdout: ", answer.out, "\nstderr: ", answer.err);
}

}  // namespace

SupabaseCli::Answer SupabaseCli::Run(const MigrationFiles& files, const std::string& database,
                                     const std::vector<std::string>& arguments) const {
  const absl::StatusOr<TempDirectory> home = TempDirectory::Create();
  const absl::StatusOr<TempDirectory> project = TempDirectory::Create();
  if (!home.ok() || !project.ok() || !WriteProject(project->path(), files)) {
    return {.err = "no temporary directory"};
  }
  Command command;
  command.argv = {binary_};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  for (const std::string& argument :
       {std::string("--workdir"), project->path(), std::string("--agent"), std::string("no"),
        Concat("--remote=postgresql://", server_, "/", database, "?sslmode=disable")}) {
    command.argv.push_back(argument);
  }
  command.env = {{"PATH", "/usr/bin:/bin"},
                 {"HOME", home->path()},
                 {"SUPABASE_HOME", home->path()},
                 {"PGPASSWORD", password_},
                 {"DO_NOT_TRACK", "1"},
                 {"SUPABASE_TELEMETRY_DISABLED", "1"},
                 {"SUPABASE_NO_UPDATE_NOTIFIER", "1"}};
  absl::StatusOr<RunResult> result = release::Run(command, kTimeout, kOutputLimit);
  if (!result.ok()) return {.err = result.status().ToString()};
  return {result->exit.Success(), std::move(result->out), std::move(result->err)};
}

std::string SupabaseCli::Push(const MigrationFiles& files, const std::string& database) const {
  const Answer answer = Run(files, database, {"db", "push", "--yes"});
  return answer.succeeded ? "" : Text(answer);
}

std::string SupabaseCli::UpToDate(const MigrationFiles& files, const std::string& database) const {
  const Answer answer = Run(files, database, {"db", "push", "--dry-run"});
  const bool nothing = answer.out.find("Remote database is up to date.") != std::string::npos;
  return answer.succeeded && nothing ? "" : Text(answer);
}

}  // namespace release
