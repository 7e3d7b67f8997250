#include "tools/image/run/sandbox_diagnosis.h"

#include <cerrno>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

struct Setting {
  std::string_view path;
  std::string_view forbids;  // its value that forbids namespaces
  std::string_view name;
  std::string_view cure;
};

constexpr Setting kSettings[] = {
    {"/proc/sys/user/max_user_namespaces", "0", "user.max_user_namespaces",
     "sysctl -w user.max_user_namespaces=16384"},
    {"/proc/sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone",
     "sysctl -w kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
     "kernel.apparmor_restrict_unprivileged_userns",
     "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"},
    {"/proc/sys/kernel/yama/ptrace_scope", "3", "kernel.yama.ptrace_scope",
     "sysctl -w kernel.yama.ptrace_scope=1, at the next start of the machine"},
};

absl::Status Forbidden(int error_number, std::string_view action) {
  std::string why = Concat("the machine does not allow to ", action);
  std::string fix;
  for (const Setting& setting : kSettings) {
    const absl::StatusOr<std::string> value = ReadFile(std::string(setting.path), 64);
    if (!value.ok() || absl::StripAsciiWhitespace(*value) != AbslView(setting.forbids)) continue;
    AppendTo(why, "; ", setting.name, " is ", setting.forbids);
    AppendTo(fix, fix.empty() ? "as root: " : "; ", setting.cure);
  }
  if (fix.empty()) {
    fix =
        "inside a container, let it make user namespaces and mount (docker run --privileged, or a "
        "seccomp and AppArmor profile that allow it); else build on another machine";
  }
  AppendTo(fix, "; or build the files with Bazel and COPY them");
  v1::Diagnosis text = DiagnosisOf(DiagnoseErrno(
      error_number,
      {"IMAGE-RUN-NO-NAMESPACES", "RUN needs user namespaces, and has none", why, fix}));
  return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(text));
}

absl::Status ExecFailure(const ChildReport& report, const ChildPlan& plan) {
  const std::string name = plan.argv.front();
  const std::string& path = plan.executables[static_cast<size_t>(report.detail)];
  DiagnosisText text{"IMAGE-RUN-COMMAND-NOT-FOUND", Concat("cannot execute `", name, "`"), "",
                     "COPY the program, and what it needs, into the stage before this RUN"};
  switch (report.value) {
    case ENOENT:
      text.why = Concat(
          "the root of this stage has no `", name,
          "`, or has it without the interpreter that it names (ELF loader, #!)",
          name == "/bin/sh"
              ? "; a stage FROM scratch has no shell: the JSON form RUN [\"/program\"] needs none"
              : "");
      break;
    case ENOEXEC:
      text.why = Concat("`", path, "` is no program for this processor, and has no #! line");
      break;
    case EACCES:
      text.why =
          Concat("`", path, "` may not be executed (its mode, or a file system that is noexec)");
      break;
    default:
      return DiagnoseErrno(report.value, std::move(text));
  }
  return Problem(absl::StatusCode::kNotFound, std::move(text));
}

}  // namespace

absl::Status NoNamespaces(int error_number) {
  return Forbidden(error_number, "make new namespaces");
}

absl::Status SetupFailure(const ChildReport& report, const ChildPlan& plan) {
  const bool refused = report.value == EPERM || report.value == EACCES;
  switch (report.phase) {
    case ChildPhase::kExec:
      return ExecFailure(report, plan);
    case ChildPhase::kWorkdir:
      return DiagnoseErrno(report.value,
                           {"IMAGE-RUN-WORKDIR", Concat("cannot enter `", plan.workdir, "`"),
                            "RUN begins in the folder of WORKDIR",
                            "make the folder, or name another one with WORKDIR"});
    case ChildPhase::kSetup: {
      const SetupStep& step = plan.steps[static_cast<size_t>(report.detail)];
      // A path of the machine tells nobody anything; its part in the root does.
      std::string target = step.target;
      if (target.rfind(plan.root, 0) == 0) target.erase(0, plan.root.size());
      const std::string action = Concat("mount on ", target.empty() ? "/" : target);
      if (refused) return Forbidden(report.value, action);
      return DiagnoseErrno(report.value, {"IMAGE-RUN-SETUP", Concat("cannot ", action), "",
                                          "check the --mount flags of this RUN"});
    }
    case ChildPhase::kUserNamespace:
      return Forbidden(report.value, "map the user's id");
    case ChildPhase::kSupervision:
      return Forbidden(report.value, "supervise system calls (seccomp, Linux 5.5)");
    case ChildPhase::kFork:
      return Forbidden(report.value, "start a process");
    case ChildPhase::kRoot:
      return Forbidden(report.value, "change the root");
    default:
      return Forbidden(report.value, "set up a sandbox");
  }
}

}  // namespace release::image
