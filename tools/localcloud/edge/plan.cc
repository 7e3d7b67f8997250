#include "tools/localcloud/edge/plan.h"

#include "tools/base/text.h"
#include "tools/localcloud/edge/capnp_text.h"

namespace release::cloud {
namespace {

constexpr char kRefusal[] = R"(export default {
  fetch(request, env) {
    return new Response(`localcloud: ${env.WHY}\n`, { status: 501 });
  },
};
)";

}  // namespace

std::string RefusalConfig(std::string_view why) {
  const std::string fields = Concat(
      "modules = [(name = \"refusal.js\", esModule = ", CapnpText(kRefusal), ")], ",
      CompatibilityFields("", {}), ", bindings = [", TextBinding("WHY", std::string(why)), "]");
  return RuntimeConfig("main", {WorkerService("main", fields)}, {});
}

}  // namespace release::cloud
