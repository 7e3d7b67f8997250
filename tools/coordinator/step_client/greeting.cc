#include "tools/coordinator/step_client/greeting.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

constexpr uint32_t kProtocol = 1;

absl::Status Refuse(const v1::StepSpec& step, std::string code, std::string what, std::string why) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = std::move(code),
                   .what = std::move(what),
                   .why = std::move(why),
                   .fix = absl::StrCat("build both again: tools/bazel build ",
                                       step.plugin().label(), " ", step.label())});
}

}  // namespace

absl::Status CheckHello(const v1::StepSpec& step, const v1::Hello& hello) {
  const v1::PluginSpec& plugin = step.plugin();
  const std::string who = absl::StrCat("plugin `", plugin.name(), "` of step `", step.name(), "`");
  if (hello.protocol() != kProtocol) {
    return Refuse(step, "PROTOCOL-VERSION",
                  absl::StrCat(who, " comes with a step host of another release"),
                  absl::StrCat("the host speaks protocol ", hello.protocol(), ", this coordinator ",
                               kProtocol));
  }
  if (hello.loaded().sha256() != plugin.file().digest().sha256()) {
    return Refuse(step, "PLUGIN-DIGEST", absl::StrCat(who, " is not the one that was built"),
                  absl::StrCat("the manifest has sha256 ", plugin.file().digest().sha256(),
                               ", the file ", hello.loaded().sha256()));
  }
  if (hello.plugin() != plugin.name()) {
    return Refuse(
        step, "PLUGIN-NAME", absl::StrCat(who, " calls itself `", hello.plugin(), "`"),
        absl::StrCat("the manifest expects `", plugin.name(), "` in ", plugin.file().path()));
  }
  if (hello.config_message() != plugin.config_message()) {
    return Refuse(step, "PLUGIN-CONFIG-TYPE",
                  absl::StrCat(who, " takes another config than the build saw"),
                  absl::StrCat("it takes ", hello.config_message(), ", the manifest has ",
                               plugin.config_message()));
  }
  return absl::OkStatus();
}

}  // namespace release
