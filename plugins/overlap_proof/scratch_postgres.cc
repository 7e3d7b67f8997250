#include "plugins/overlap_proof/scratch_postgres.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "plugins/overlap_proof/last_lines.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/secret.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

constexpr size_t kMaxLog = 64 << 20;
constexpr size_t kMostErrors = 8;
constexpr absl::Duration kPoll = absl::Milliseconds(10);
constexpr absl::Duration kStart = absl::Minutes(1);

std::string LogOf(const std::string& directory) { return directory + "/postgres.log"; }

absl::Status Failed(const std::string& directory, std::string what, std::string why) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("OVERLAP-SCRATCH");
  diagnosis.set_what(std::move(what));
  diagnosis.set_why(std::move(why));
  diagnosis.set_fix(
      "mend what its log says (free space in /tmp, the Debian package postgresql-15), then run the "
      "release again; nothing was changed");
  for (const std::string& line : LastLines(LogOf(directory), 12)) diagnosis.add_evidence(line);
  return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(diagnosis));
}

// PostgreSQL refuses root: there it sees itself as the system user `postgres`.
absl::StatusOr<std::optional<IdMap>> IdentityOf(const std::string& directory) {
  if (geteuid() != 0) return std::optional<IdMap>();
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) {
    return Failed(directory, "there is no system user `postgres`", "PostgreSQL refuses root");
  }
  return std::optional<IdMap>(IdMap{.uid = user->pw_uid, .gid = user->pw_gid});
}

absl::StatusOr<Process> Launch(const std::string& directory, std::vector<std::string> argv,
                               const std::optional<IdMap>& identity) {
  const FileDescriptor log(
      open(LogOf(directory).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log.valid()) return Failed(directory, "cannot write the log of the scratch database", "");
  Command command;
  command.argv = std::move(argv);
  command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  command.cwd = directory;
  command.out = command.err = Stdio::Fd(log.get());
  command.parent_death_signal = SIGQUIT;
  command.user_namespace = identity;
  absl::StatusOr<Process> process = Process::Start(command);
  if (process.ok()) return process;
  const v1::Diagnosis why = DiagnosisOf(process.status());
  return Failed(directory, "cannot start PostgreSQL for the scratch copy", why.what());
}

absl::Status Initialize(Context& context, const std::string& programs, const std::string& directory,
                        const std::optional<IdMap>& identity) {
  absl::StatusOr<Process> initdb =
      Launch(directory,
             {programs + "/initdb", "--pgdata=" + directory + "/data", "--username=postgres",
              "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"},
             identity);
  if (!initdb.ok()) return initdb.status();
  std::optional<Exit> exit;
  while (!(exit = initdb->WaitFor(absl::ZeroDuration()))) {
    if (absl::Status waited = context.Wait(kPoll); !waited.ok()) return waited;
  }
  if (exit->Success()) return absl::OkStatus();
  return Failed(directory, "cannot make the scratch database",
                Concat("initdb: ", exit->ToString()));
}

}  // namespace

ScratchPostgres::ScratchPostgres(std::string directory, Process process)
    : directory_(std::move(directory)), process_(std::make_unique<Process>(std::move(process))) {}

ScratchPostgres::~ScratchPostgres() {
  if (process_ == nullptr) return;
  // An immediate shutdown: it ends its processes and gives its memory back; the data are thrown
  // away.
  process_->Signal(SIGQUIT);
  if (!process_->WaitFor(absl::Seconds(10))) process_->Terminate(absl::ZeroDuration());
}

absl::StatusOr<ScratchPostgres> ScratchPostgres::Start(Context& context,
                                                       const std::string& programs,
                                                       const std::string& directory) {
  const absl::StatusOr<std::optional<IdMap>> identity = IdentityOf(directory);
  if (!identity.ok()) return identity.status();
  absl::Status made = Initialize(context, programs, directory, *identity);
  if (!made.ok()) return made;
  std::vector<std::string> argv = {programs + "/postgres", "-D", directory + "/data"};
  for (const std::string& setting :
       {std::string("listen_addresses="), Concat("unix_socket_directories=", directory),
        std::string("port=5432"), std::string("fsync=off"), std::string("full_page_writes=off"),
        std::string("synchronous_commit=off"), std::string("shared_buffers=32MB"),
        std::string("dynamic_shared_memory_type=mmap"), std::string("timezone=UTC"),
        std::string("log_line_prefix=%m ")}) {
    argv.push_back("-c");
    argv.push_back(setting);
  }
  absl::StatusOr<Process> process = Launch(directory, argv, *identity);
  if (!process.ok()) return process.status();
  ScratchPostgres scratch(directory, *std::move(process));
  const std::string pid_file = directory + "/data/postmaster.pid";
  for (absl::Duration waited; waited < kStart; waited += kPoll) {
    const absl::StatusOr<std::string> text = ReadFile(pid_file, 4096);
    if (text.ok() && absl::StrContains(*text, "\nready")) return scratch;
    if (const auto exit = scratch.process_->WaitFor(absl::ZeroDuration())) {
      return Failed(directory, "the scratch database does not start", exit->ToString());
    }
    if (absl::Status slept = context.Wait(kPoll); !slept.ok()) return slept;
  }
  return Failed(directory, "the scratch database does not start", "it is not ready after 60 s");
}

postgres::Dsn ScratchPostgres::Database() const {
  postgres::Dsn dsn;
  dsn.user = "postgres";
  // Not asked for, but libpq would look for one in a file.
  dsn.password = Secret::Of("scratch");
  dsn.host = directory_;
  dsn.database = "postgres";
  return dsn;
}

std::string ScratchPostgres::socket_path() const { return directory_ + "/.s.PGSQL.5432"; }

size_t ScratchPostgres::LogSize() const {
  const absl::StatusOr<std::string> text = ReadFile(LogOf(directory_), kMaxLog);
  return text.ok() ? text->size() : 0;
}

std::vector<std::string> ScratchPostgres::ErrorsSince(size_t place) const {
  std::vector<std::string> errors;
  const absl::StatusOr<std::string> text = ReadFile(LogOf(directory_), kMaxLog);
  if (!text.ok() || text->size() <= place) return errors;
  for (absl::string_view line : absl::StrSplit(absl::string_view(*text).substr(place), '\n')) {
    for (const char* word : {" ERROR: ", " FATAL: ", " STATEMENT: "}) {
      const size_t at = line.find(word);
      if (at == absl::string_view::npos) continue;
      errors.push_back(Concat("database: ", line.substr(at + 1, 400)));
      break;
    }
  }
  if (errors.size() > kMostErrors) errors.erase(errors.begin(), errors.end() - kMostErrors);
  return errors;
}

}  // namespace release::overlap_proof
