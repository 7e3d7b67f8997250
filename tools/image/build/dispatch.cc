#include "tools/image/build/dispatch.h"

#include <map>
#include <string>
#include <string_view>

#include "tools/base/text.h"
#include "tools/image/build/copy_instruction.h"
#include "tools/image/build/healthcheck_instruction.h"
#include "tools/image/build/outward_instructions.h"
#include "tools/image/build/process_instructions.h"
#include "tools/image/build/run_instruction.h"
#include "tools/image/build/variable_instructions.h"
#include "tools/image/build/workdir_instruction.h"

namespace release::image {
namespace {

using Function = absl::Status (*)(const Step&);

const std::map<std::string_view, Function>& ConfigurationInstructions() {
  static const auto* const table = new std::map<std::string_view, Function>{
      {"arg", ApplyArg},
      {"cmd", ApplyCmd},
      {"entrypoint", ApplyEntrypoint},
      {"env", ApplyEnv},
      {"expose", ApplyExpose},
      {"healthcheck", ApplyHealthcheck},
      {"label", ApplyLabel},
      {"maintainer", ApplyMaintainer},
      {"onbuild", ApplyOnbuild},
      {"shell", ApplyShell},
      {"stopsignal", ApplyStopsignal},
      {"user", ApplyUser},
      {"volume", ApplyVolume},
      {"workdir", ApplyWorkdir},
  };
  return *table;
}

}  // namespace

absl::Status ApplyInstruction(const Step& step, const CopySources& sources,
                              const BuildRequest& request) {
  const std::string& name = step.instruction.name;
  if (name == "copy" || name == "add") return ApplyCopy(step, sources);
  if (name == "run") return ApplyRun(step, sources, request);
  const auto found = ConfigurationInstructions().find(name);
  if (found != ConfigurationInstructions().end()) return found->second(step);
  return step.Refuse(name, {"IMAGE-INSTRUCTION", Concat(step.Name(), " cannot stand here"),
                            "it is none of a stage's instructions", "remove the line"});
}

}  // namespace release::image
