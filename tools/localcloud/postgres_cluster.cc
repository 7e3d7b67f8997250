#include "tools/localcloud/postgres_cluster.h"

#include <pwd.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/server_log.h"

namespace release {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMajorVersion = "15";
constexpr absl::Duration kPoll = absl::Milliseconds(5);
constexpr int kPredecessorPolls = 2000;  // 10 s; it is an immediate shutdown
constexpr char kInstall[] =
    "install the Debian package postgresql-15: apt-get install postgresql-15 (tools/bazel does it "
    "when it runs as root)";

absl::Status CheckVersion(const std::string& data) {
  const absl::StatusOr<std::string> text = ReadFile(data + "/PG_VERSION", 64);
  if (text.ok() && absl::StripAsciiWhitespace(*text) == AbslView(kMajorVersion)) {
    return absl::OkStatus();
  }
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "CLOUD-DATA-VERSION",
       .what = Concat("the local cloud's data are not of PostgreSQL ", kMajorVersion),
       .why = text.ok() ? Concat(data, " was made by version ", absl::StripAsciiWhitespace(*text))
                        : Concat(data, "/PG_VERSION cannot be read"),
       .fix = "remove the data: bazel run //tools/localcloud -- reset"});
}

absl::Status Initialize(const PostgresPrograms& programs, const CloudDirectory& directory,
                        const std::string& fresh, StopSignals& signals) {
  absl::StatusOr<ServerLog> log = ServerLog::Open(directory.File("logs/initdb.log"));
  if (!log.ok()) return log.status();
  Command command;
  command.argv = {programs.directory + "/initdb",
                  "--pgdata=" + fresh,
                  "--username=postgres",
                  "--pwfile=" + directory.File("postgres-password"),
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--no-locale",
                  "--wal-segsize=4",
                  "--no-sync",
                  "--no-instructions"};
  command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  command.out = command.err = Stdio::Fd(log->fd());
  command.user_namespace = programs.identity;
  absl::StatusOr<Process> initdb = Process::Start(command);
  if (!initdb.ok()) return initdb.status();
  std::optional<Exit> exit;
  while (!(exit = initdb->WaitFor(absl::ZeroDuration())).has_value()) {
    if (absl::Status slept = signals.Sleep(absl::Seconds(1), &*initdb); !slept.ok()) return slept;
  }
  if (exit->Success()) return absl::OkStatus();
  return log->Diagnose(absl::StatusCode::kInternal,
                       {.code = "CLOUD-INITDB-FAILED",
                        .what = "cannot make the local cloud's database",
                        .why = Concat("initdb: ", exit->ToString()),
                        .fix = Concat("mend what it says below (free space and rights of ",
                                      directory.path(), "), then do it again")});
}

// The first line of postmaster.pid when that process works in `data`, as a server does; else 0.
pid_t ServerOn(const std::string& data) {
  const absl::StatusOr<std::string> text = ReadFile(data + "/postmaster.pid", 4096);
  if (!text.ok()) return 0;
  const pid_t pid = std::atoi(text->c_str());
  std::error_code error;
  const fs::path there = fs::read_symlink(Concat("/proc/", pid, "/cwd"), error);
  return !error && there == data ? pid : 0;
}

}  // namespace

absl::StatusOr<PostgresPrograms> FindPostgres(const std::string& directory) {
  PostgresPrograms programs{.directory = directory, .identity = std::nullopt};
  for (const char* name : {"/initdb", "/postgres"}) {
    if (access((directory + name).c_str(), X_OK) == 0) continue;
    return Diagnose(absl::StatusCode::kNotFound,
                    {.code = "CLOUD-POSTGRES-MISSING",
                     .what = Concat("PostgreSQL ", kMajorVersion, " is not installed"),
                     .why = Concat("there is no program ", directory, name),
                     .fix = kInstall});
  }
  if (geteuid() != 0) return programs;
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) {
    return Diagnose(absl::StatusCode::kNotFound,
                    {.code = "CLOUD-POSTGRES-MISSING",
                     .what = "there is no system user `postgres`",
                     .why = "PostgreSQL does not run as root, and root has no other user to be",
                     .fix = kInstall});
  }
  programs.identity = IdMap{.uid = user->pw_uid, .gid = user->pw_gid};
  return programs;
}

absl::StatusOr<std::string> EnsureCluster(const PostgresPrograms& programs,
                                          const CloudDirectory& directory, StopSignals& signals) {
  std::string data = directory.File("postgres");
  std::error_code error;
  if (fs::exists(data, error)) {
    if (absl::Status version = CheckVersion(data); !version.ok()) return version;
    return data;
  }
  absl::StatusOr<TempDirectory> fresh = TempDirectory::Create(directory.path(), "postgres.new-");
  if (!fresh.ok()) return fresh.status();
  if (absl::Status made = Initialize(programs, directory, fresh->path(), signals); !made.ok()) {
    return made;
  }
  if (rename(fresh->path().c_str(), data.c_str()) != 0) {
    return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                                 .what = Concat("cannot name ", data),
                                 .fix = "check the directory's owner, mode and free space"});
  }
  return data;
}

absl::Status EndPredecessor(const std::string& data, StopSignals& signals) {
  for (int polls = 0; const pid_t pid = ServerOn(data); ++polls) {
    const FileDescriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    // Asked again: only now the number cannot change its owner.
    if (process.valid() && ServerOn(data) == pid) {
      const int signal = polls < kPredecessorPolls ? SIGQUIT : SIGKILL;
      if (polls % kPredecessorPolls == 0) {
        static_cast<void>(syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0));
      }
    }
    if (absl::Status slept = signals.Sleep(kPoll); !slept.ok()) return slept;
  }
  unlink((data + "/postmaster.pid").c_str());
  return absl::OkStatus();
}

}  // namespace release
