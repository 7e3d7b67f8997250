// step_host: opens one plugin in a process of its own and speaks gRPC to the coordinator for it.
// See README.md.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/step_host/arguments.h"
#include "tools/step_host/crash_handler.h"
#include "tools/step_host/describe.h"
#include "tools/step_host/diagnosis_line.h"
#include "tools/step_host/exit_code.h"
#include "tools/step_host/loaded_plugin.h"
#include "tools/step_host/session.h"

namespace release {
namespace {

using Mode = Arguments::Mode;

// Secrets will be in this memory: no core file, and no other process of the user reads it.
void KeepMemoryPrivate() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

[[noreturn]] void End(HostExit code) {
  std::fflush(nullptr);
  // A plugin's static destructors have nothing to do any more, and may hang.
  _exit(static_cast<int>(code));
}

// For the coordinator in one line, for people as a text.
[[noreturn]] void Refuse(Mode mode, const absl::Status& why, HostExit code) {
  const v1::Diagnosis diagnosis = DiagnosisOf(why);
  const std::string text =
      mode == Mode::kAttach ? DiagnosisLine(diagnosis) : FormatDiagnosis(diagnosis, TextStyle{});
  std::fputs(text.c_str(), stderr);
  End(code);
}

[[noreturn]] void Main(int argc, const char* const* argv) {
  absl::StatusOr<Arguments> arguments = ParseArguments(argc, argv);
  if (!arguments.ok()) Refuse(Mode::kHelp, arguments.status(), HostExit::kBadCommandLine);
  const Mode mode = arguments->mode;
  if (mode == Mode::kHelp) {
    std::fputs(kUsage, stdout);
    End(HostExit::kDone);
  }

  KeepMemoryPrivate();
  const PluginOrigin origin{arguments->plugin, arguments->label};
  absl::StatusOr<SealedMemfd> copy = SealPlugin(origin, arguments->expected);
  if (!copy.ok()) Refuse(mode, copy.status(), HostExit::kRefused);
  InstallCrashHandler(copy->ProcPath());
  absl::StatusOr<LoadedPlugin> plugin = LoadPlugin(*std::move(copy), origin);
  if (!plugin.ok()) Refuse(mode, plugin.status(), HostExit::kRefused);

  if (mode == Mode::kAttach) RunSession(FileDescriptor(arguments->fd), *plugin);
  absl::StatusOr<std::string> json = HelloAsJson(plugin->hello);
  if (!json.ok()) Refuse(mode, json.status(), HostExit::kRefused);
  std::fputs(json->c_str(), stdout);
  End(HostExit::kDone);
}

}  // namespace
}  // namespace release

int main(int argc, char** argv) { release::Main(argc, argv); }
