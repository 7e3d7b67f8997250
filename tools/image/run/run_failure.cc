#include "tools/image/run/run_failure.h"

#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

// What a tool says that looks for the network.
bool LooksForNetwork(std::string_view output) {
  for (const std::string_view words :
       {"resolve host", "bad address", "name resolution", "Network is unreachable",
        "Name or service not known", "unable to resolve", "Connection refused"}) {
    if (output.find(words) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

absl::Status CommandFailed(const SandboxOutcome& outcome) {
  const int status = outcome.wait_status;
  v1::Diagnosis text;
  text.set_code("IMAGE-RUN-FAILED");
  text.set_severity(v1::SEVERITY_ERROR);
  text.set_retry(v1::RETRY_NEVER);
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    text.set_what(Concat("the command was ended by SIG", name == nullptr ? "?" : name));
    if (WTERMSIG(status) == SIGSYS) text.set_why("32-bit programs cannot run in this sandbox");
    if (WTERMSIG(status) == SIGKILL) text.set_why("often memory was short");
  } else {
    text.set_what(Concat("the command ended with exit code ", WEXITSTATUS(status)));
  }
  text.set_fix("see its last lines of output, and correct the command");
  if (LooksForNetwork(outcome.output_tail)) {
    text.set_why("it looked for the network, and RUN has none");
    text.set_fix("declare the files as inputs of the build and COPY them before this RUN");
  }
  constexpr size_t kLines = 20;
  const std::vector<std::string> lines = PrintableLines(outcome.output_tail, 400);
  for (size_t i = lines.size() > kLines ? lines.size() - kLines : 0; i < lines.size(); ++i) {
    text.add_evidence(lines[i]);
  }
  return DiagnosisStatus(absl::StatusCode::kAborted, std::move(text));
}

absl::Status DeviceRefused(const std::string& path) {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {"IMAGE-RUN-DEVICE", Concat("RUN wanted to make the device `", path, "`"),
                  "layers here hold files, folders and links; a container brings its own /dev",
                  "leave the mknod out"});
}

}  // namespace release::image
