#include <string_view>

#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (std::string_view subtype : {"AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser"}) {
    ReportCommand(context, subtype, "triggers are disabled: those");
  }
}

}  // namespace

extern const Rule kDisableTrigger = {
    .code = "MIGRATION-DISABLE-TRIGGER",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the generation before relies on what the trigger does; with ALL, foreign keys are no "
        "longer kept either",
    .fix = "stop relying on it in one release, drop the trigger in a later one",
    .check = Check,
};

}  // namespace release::migrations
