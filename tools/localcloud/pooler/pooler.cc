#include "tools/localcloud/pooler/pooler.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "absl/strings/match.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/server_log.h"

namespace release::cloud {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(5);
constexpr int kReadyPolls = 4000;  // 20 s
constexpr int kUserListFd = 3;

// `text` as a file that has no name and is nowhere on disk.
absl::StatusOr<FileDescriptor> InMemory(std::string_view text) {
  FileDescriptor file(memfd_create("pooler-users", MFD_CLOEXEC));
  if (!file.valid() ||
      write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return DiagnoseErrno(errno, {.code = "CLOUD-POOLER-FAILED",
                                 .what = "no memory for the pooler's list of users",
                                 .fix = "free memory on this machine"});
  }
  return file;
}

absl::Status WaitUntilListening(Process& process, PoolMode mode, const ServerLog& log,
                                StopSignals& signals) {
  DiagnosisText failure{.code = "CLOUD-POOLER-FAILED",
                        .what = Concat("the ", PoolModeName(mode), " pooler does not start"),
                        .fix = "mend what it says below"};
  for (int poll = 0; poll < kReadyPolls; ++poll) {
    const std::string said = log.Since();
    if (absl::StrContains(said, "Address already in use")) {
      failure.code = "CLOUD-PORT-TAKEN";
      failure.why = "its port is in use";
      return log.Diagnose(absl::StatusCode::kAlreadyExists, std::move(failure));
    }
    if (const auto exit = process.WaitFor(absl::ZeroDuration()); exit.has_value()) {
      failure.why = exit->ToString();
      return log.Diagnose(absl::StatusCode::kInternal, std::move(failure));
    }
    if (absl::StrContains(said, "process up: PgBouncer")) return absl::OkStatus();
    if (absl::Status slept = signals.Sleep(kPoll, &process); !slept.ok()) return slept;
  }
  failure.why = "it runs, and does not listen after 20 s";
  return log.Diagnose(absl::StatusCode::kDeadlineExceeded, std::move(failure));
}

}  // namespace

absl::StatusOr<Pooler> Pooler::Start(const Settings& settings, const Secret& role_password,
                                     StopSignals& signals) {
  const PoolerConfig& config = settings.config;
  if (access(settings.program.c_str(), X_OK) != 0) {
    return Diagnose(absl::StatusCode::kNotFound,
                    {.code = "CLOUD-POOLER-MISSING",
                     .what = "pgbouncer is not installed",
                     .why = Concat("there is no program ", settings.program),
                     .fix = "install the Debian package pgbouncer: apt-get install pgbouncer"});
  }
  if (absl::Status right = CheckPoolerConfig(config); !right.ok()) return right;
  absl::StatusOr<FileDescriptor> users = InMemory(UserList(role_password).Reveal());
  if (!users.ok()) return users.status();
  const std::string ini = Concat("pooler-", PoolModeName(config.mode), ".ini");
  absl::Status written =
      WriteFileAtomically(Concat(settings.directory, "/", ini),
                          PgBouncerIni(config, Concat("/proc/self/fd/", kUserListFd)));
  if (!written.ok()) return written;
  absl::StatusOr<ServerLog> log = ServerLog::Open(settings.log);
  if (!log.ok()) return log.status();

  Command command;
  command.argv = {settings.program, ini};
  command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  command.cwd = settings.directory;
  command.out = command.err = Stdio::Fd(log->fd());
  command.fds = {{users->get(), kUserListFd}};
  command.user_namespace = settings.identity;
  absl::StatusOr<Process> process = Process::Start(command);
  if (!process.ok()) return process.status();
  Pooler pooler(*std::move(process));
  absl::Status listening = WaitUntilListening(pooler.process_, config.mode, *log, signals);
  if (!listening.ok()) return listening;
  return pooler;
}

}  // namespace release::cloud
