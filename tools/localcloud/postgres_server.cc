#include "tools/localcloud/postgres_server.h"

#include <csignal>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(5);
constexpr int kReadyPolls = 12000;  // 60 s: recovery after a kill can take its time
constexpr int kAttempts = 200;
constexpr size_t kStatusLine = 7;

Command ServerCommand(const PostgresServer::Settings& settings, const ServerLog& log) {
  Command command;
  command.argv = {settings.programs.directory + "/postgres", "-D", settings.data};
  const std::pair<const char*, std::string> parameters[] = {
      {"listen_addresses", settings.endpoint.host},
      {"port", std::to_string(settings.endpoint.port)},
      {"unix_socket_directories", settings.socket_directory},
      {"fsync", "off"},
      {"full_page_writes", "off"},
      {"wal_level", "minimal"},
      {"max_wal_senders", "0"},
      {"shared_buffers", "32MB"},
      // Files below the data directory; the default would leave some in /dev/shm after a kill.
      {"dynamic_shared_memory_type", "mmap"},
      {"timezone", "UTC"},
  };
  for (const auto& [name, value] : parameters) {
    command.argv.push_back("-c");
    command.argv.push_back(Concat(name, "=", value));
  }
  command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  command.out = command.err = Stdio::Fd(log.fd());
  command.parent_death_signal = SIGQUIT;
  command.user_namespace = settings.programs.identity;
  return command;
}

// The server writes its state into its pid file. Unlike a connection, which anybody on the port
// would take, that is proof that it is this server.
bool IsReady(const std::string& data, pid_t pid) {
  const absl::StatusOr<std::string> text = ReadFile(data + "/postmaster.pid", 4096);
  if (!text.ok()) return false;
  const std::vector<std::string> lines = absl::StrSplit(*text, '\n');
  pid_t written = 0;
  return lines.size() > kStatusLine && absl::SimpleAtoi(lines[0], &written) && written == pid &&
         absl::StartsWith(lines[kStatusLine], "ready");
}

absl::Status WaitUntilReady(Process& process, const PostgresServer::Settings& settings,
                            const ServerLog& log, StopSignals& signals) {
  DiagnosisText failure{.code = "CLOUD-POSTGRES-FAILED",
                        .what = "PostgreSQL does not start",
                        .fix =
                            "mend what it says below; if its data are damaged, remove them: "
                            "bazel run //tools/localcloud -- reset"};
  for (int poll = 0; poll < kReadyPolls; ++poll) {
    if (IsReady(settings.data, process.pid())) return absl::OkStatus();
    if (const auto exit = process.WaitFor(absl::ZeroDuration()); exit.has_value()) {
      const std::string said = log.Since();
      failure.why = exit->ToString();
      if (absl::StrContains(said, "could not bind")) {
        failure.code = "CLOUD-PORT-TAKEN";
        return log.Diagnose(absl::StatusCode::kAlreadyExists, std::move(failure));
      }
      // Processes of a killed server let go of its memory when they notice, which takes a moment.
      const bool passing = absl::StrContains(said, "is still in use");
      return log.Diagnose(passing ? absl::StatusCode::kUnavailable : absl::StatusCode::kInternal,
                          std::move(failure));
    }
    if (absl::Status slept = signals.Sleep(kPoll, &process); !slept.ok()) return slept;
  }
  failure.why = "it runs, and is not ready after 60 s";
  return log.Diagnose(absl::StatusCode::kDeadlineExceeded, std::move(failure));
}

}  // namespace

absl::StatusOr<PostgresServer> PostgresServer::Start(const Settings& settings,
                                                     StopSignals& signals) {
  absl::Status ready;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::StatusOr<ServerLog> log = ServerLog::Open(settings.log);
    if (!log.ok()) return log.status();
    absl::StatusOr<Process> process = Process::Start(ServerCommand(settings, *log));
    if (!process.ok()) return process.status();
    PostgresServer server(*std::move(process));
    ready = WaitUntilReady(server.process_, settings, *log, signals);
    if (ready.ok()) return server;
    server.Stop();
    if (!absl::IsUnavailable(ready)) return ready;
    if (absl::Status slept = signals.Sleep(10 * kPoll); !slept.ok()) return slept;
  }
  return ready;
}

void PostgresServer::Stop() {
  process_.Signal(SIGINT);
  if (process_.WaitFor(absl::Seconds(10)).has_value()) return;
  process_.Signal(SIGQUIT);
  if (process_.WaitFor(absl::Seconds(3)).has_value()) return;
  process_.Signal(SIGKILL);
  process_.WaitFor(absl::InfiniteDuration());
}

}  // namespace release
