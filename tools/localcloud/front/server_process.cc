#include "tools/localcloud/front/server_process.h"

#include "absl/strings/match.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/server_log.h"

namespace release::cloud {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(2);
constexpr absl::Duration kPatience = absl::Seconds(20);

}  // namespace

absl::StatusOr<ServerProcess> ServerProcess::Start(ServerStart start) {
  const auto log = ServerLog::Open(start.log);
  if (!log.ok()) return log.status();
  start.command.out = start.command.err = Stdio::Fd(log->fd());
  auto process = Process::Start(start.command);
  if (!process.ok()) return process.status();
  ServerProcess server(*std::move(process));

  DiagnosisText failure{.code = "CLOUD-SERVER-FAILED",
                        .what = Concat(start.name, " does not start"),
                        .fix = "mend what it says below"};
  const absl::Time deadline = absl::Now() + kPatience;
  while (absl::Now() < deadline) {
    if (start.ready(server.process_.pid())) return server;
    const auto exit = server.process_.WaitFor(kPoll);
    if (!exit) continue;
    failure.why = exit->ToString();
    if (!absl::StrContains(log->Since(), "Address already in use")) {
      return log->Diagnose(absl::StatusCode::kInternal, std::move(failure));
    }
    failure.code = "CLOUD-PORT-TAKEN";
    failure.fix = "end what listens there, or use another address";
    return log->Diagnose(absl::StatusCode::kAlreadyExists, std::move(failure));
  }
  failure.why = Concat("it runs, and is not ready after ", absl::FormatDuration(kPatience));
  return log->Diagnose(absl::StatusCode::kDeadlineExceeded, std::move(failure));
}

}  // namespace release::cloud
