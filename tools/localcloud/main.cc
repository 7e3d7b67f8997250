// localcloud: the cloud that a rehearsal releases to. See README.md.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/base/state_home.h"
#include "tools/localcloud/cloud.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/engine/namespace_sockets.h"
#include "tools/localcloud/exit_code.h"
#include "tools/localcloud/flags.h"
#include "tools/localcloud/foreground.h"
#include "tools/localcloud/people_commands.h"
#include "tools/localcloud/revision.h"
#include "tools/localcloud/stop_signals.h"

namespace release {
namespace {

void Say(const std::string& line) { std::cerr << "local cloud: " << line << std::endl; }

int ShowFailure(const absl::Status& status, const StopSignals& signals) {
  if (signals.first() != 0 && absl::IsCancelled(status)) return kSignalBase + signals.first();
  const v1::Diagnosis diagnosis = DiagnosisOf(status);
  const bool color = isatty(STDERR_FILENO) != 0 && getenv("NO_COLOR") == nullptr;
  std::cerr << FormatDiagnosis(diagnosis, {.color = color}) << std::flush;
  return diagnosis.code() == "CLOUD-IN-USE" ? kCloudInUse : kCloudCannot;
}

absl::StatusOr<int> Serve(const CloudFlags& flags, StopSignals& signals) {
  const bool run = flags.command == CloudFlags::CommandName::kRun;
  absl::StatusOr<CloudDirectory> directory =
      CloudDirectory::Open(flags.directory, run ? "run" : "up");
  if (!directory.ok()) return directory.status();
  Cloud cloud({.image = {.layout = flags.image, .digest_file = flags.image_digest},
               .prelude = flags.prelude,
               .revision = flags.revision.empty() ? HeadOf(flags.workspace) : flags.revision,
               .postgres_programs = flags.postgres_programs,
               .secrets = flags.secrets,
               .zones = flags.zones,
               .workerd = flags.workerd,
               .site_server = flags.site_server,
               .faults = flags.faults},
              *directory, signals, SystemClock(), &Say);
  if (absl::Status started = cloud.Start(); !started.ok()) return started;
  if (run) return RunInForeground(cloud, flags.argv);
  StayUp(cloud, directory->path());
  return kCloudOk;
}

absl::StatusOr<int> Dispatch(const CloudFlags& flags, StopSignals& signals) {
  switch (flags.command) {
    case CloudFlags::CommandName::kRun:
    case CloudFlags::CommandName::kUp:
      return Serve(flags, signals);
    case CloudFlags::CommandName::kStatus:
      return ShowStatus(flags.directory);
    case CloudFlags::CommandName::kReset:
      if (absl::Status reset = ResetCloud(flags.directory, signals); !reset.ok()) return reset;
      return kCloudOk;
    case CloudFlags::CommandName::kLogs:
      ShowLogs(flags.directory);
      return kCloudOk;
  }
  return kCloudCannot;
}

int Main(int argc, char** argv) {
  // Ourselves once more, as the small process that enters a container's network.
  if (argc > 1 && argv[1] == std::string_view(cloud::kNamespaceSockets)) {
    return cloud::NamespaceSocketsMain(argc, argv);
  }
  ParsedCloudFlags parsed = ParseCloudFlags(argc, argv);
  if (!parsed.flags.has_value()) return parsed.exit_code;
  CloudFlags& flags = *parsed.flags;
  StopSignals signals;
  if (flags.directory.empty()) {
    const absl::StatusOr<std::string> state = WorkspaceStateDirectory(flags.workspace);
    if (!state.ok()) return ShowFailure(state.status(), signals);
    flags.directory = *state + "/cloud";
  }
  const absl::StatusOr<int> code = Dispatch(flags, signals);
  return code.ok() ? *code : ShowFailure(code.status(), signals);
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) { return release::Main(argc, argv); }
