#include "tools/coordinator/config/override.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"

namespace release {

std::string Override::Key() const { return absl::StrJoin(path, "."); }

absl::StatusOr<Override> ParseOverride(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    // The text is not quoted back: it may be a value without its key.
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "CONFIG-OVERRIDE-FORM",
                     .what = "`--set` takes KEY=VALUE",
                     .why = "there is no key with an equals sign behind it",
                     .fix = "write it like this: --set hosts.api=127.0.0.1:8080"});
  }
  Override override;
  const std::string_view key = text.substr(0, equals);
  // Host names have dots of their own.
  if (key.starts_with("resolve.")) {
    override.path = {"resolve", std::string(key.substr(8))};
  } else {
    override.path = absl::StrSplit(AbslView(key), '.');
  }
  override.value = std::string(text.substr(equals + 1));
  const std::string& table = override.path[0];
  const bool has_empty_part = std::any_of(override.path.begin(), override.path.end(),
                                          [](const std::string& part) { return part.empty(); });
  const bool fits = (table == "steps" && override.path.size() >= 3) ||
                    ((table == "hosts" || table == "variables" || table == "resolve") &&
                     override.path.size() == 2) ||
                    ((table == "api_base" || table == "ca_bundle") && override.path.size() == 1);
  if (!fits || has_empty_part) {
    const bool secret = table == "secrets";
    return Diagnose(
        absl::StatusCode::kInvalidArgument,
        {.code = "CONFIG-OVERRIDE-KEY",
         .what = Concat("`--set ", override.Key(), "` cannot be set"),
         .why = secret
                    ? "a secret on the command line is seen by every process of this machine"
                    : "only hosts.NAME, variables.NAME, steps.STEP.FIELD, api_base, ca_bundle and "
                      "resolve.HOST:PORT can be",
         .fix = secret ? "refer to it in the environments file: \"env:NAME\" or \"op://...\""
                       : Concat("correct the key",
                                DidYouMean(table, {"hosts", "variables", "steps", "api_base",
                                                   "ca_bundle", "resolve"}))});
  }
  return override;
}

}  // namespace release
