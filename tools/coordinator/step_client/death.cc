#include "tools/coordinator/step_client/death.h"

#include <csignal>
#include <cstdint>
#include <cstring>
#include <optional>

#include "absl/strings/str_cat.h"
#include "tools/step_host/symbolize.h"

namespace release {
namespace {

std::string SignalName(int signal) {
  const char* name = sigabbrev_np(signal);
  return name == nullptr ? absl::StrCat("signal ", signal) : absl::StrCat("SIG", name);
}

// ` in Foo::Bar (hello.so+0x1234)`, as much as is known.
std::string Where(const std::optional<CrashLine>& crash, const std::string& plugin_path) {
  if (!crash.has_value()) return "";
  const std::string offset = absl::StrCat("+0x", absl::Hex(crash->offset));
  if (!crash->in_plugin) return absl::StrCat(" in ", crash->module, offset);
  const std::string file = plugin_path.substr(plugin_path.rfind('/') + 1);
  if (std::optional<std::string> function = SymbolAt(plugin_path, crash->offset)) {
    return absl::StrCat(" in ", *function, " (", file, offset, ")");
  }
  return absl::StrCat(" in ", file, offset);
}

std::string Megabytes(uint64_t bytes) { return absl::StrCat((bytes + (1 << 19)) >> 20, " MiB"); }

}  // namespace

v1::Diagnosis ExplainDeath(const v1::StepSpec& step, const std::string& plugin_path,
                           const std::string& phase, const Death& death) {
  const std::string plugin =
      absl::StrCat("plugin `", step.plugin().name(), "` of step `", step.name(), "`");
  v1::Diagnosis diagnosis;
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(phase == "apply" ? v1::RETRY_AFTER_OBSERVE : v1::RETRY_NEVER);
  const std::string memory = absl::StrCat("peak memory ", Megabytes(death.exit.peak_rss_bytes));
  if (death.exit.signalled && death.exit.code_or_signal == SIGKILL) {
    diagnosis.set_code("PLUGIN-KILLED");
    diagnosis.set_what(absl::StrCat(plugin, " was killed from outside while in ", phase));
    diagnosis.set_why(
        absl::StrCat("SIGKILL: by a person, or by the kernel for want of memory; ", memory));
    diagnosis.set_fix(
        "look at the kernel log for `Out of memory`, then run the same command again");
  } else if (death.exit.signalled) {
    diagnosis.set_code("PLUGIN-CRASHED");
    diagnosis.set_what(absl::StrCat(plugin, " crashed while in ", phase));
    diagnosis.set_why(absl::StrCat(SignalName(death.exit.code_or_signal),
                                   Where(death.crash, plugin_path), "; ", memory));
    diagnosis.set_fix(absl::StrCat("this is a fault of the plugin: mend ", step.plugin().label(),
                                   ", then run the same command again"));
  } else {
    diagnosis.set_code("PLUGIN-EXITED");
    diagnosis.set_what(
        absl::StrCat(plugin, " ended its process without a result, while in ", phase));
    diagnosis.set_why(absl::StrCat("exit status ", death.exit.code_or_signal, "; ", memory));
    diagnosis.set_fix(absl::StrCat("a plugin returns a result and never ends its process: mend ",
                                   step.plugin().label(), ", then run the same command again"));
  }
  for (const std::string& line : death.last_lines) diagnosis.add_evidence(line);
  return diagnosis;
}

}  // namespace release
