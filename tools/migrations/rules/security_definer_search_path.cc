#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("CreateFunctionStmt")) return;
  bool definer = false, path = false;
  for (Node option : context.statement["options"]) {
    const std::string_view name = option["defname"].text();
    definer = definer || (name == "security" && option["arg"]["boolval"].flag());
    path = path || (name == "set" && option["arg"]["name"].text() == "search_path");
  }
  if (!definer || path) return;
  const QualifiedName name = context.NameOfList(context.statement["funcname"]);
  context.Report({}, Concat(name.text(), " is SECURITY DEFINER without a search_path"));
}

}  // namespace

extern const Rule kSecurityDefinerSearchPath = {
    .code = "MIGRATION-SECURITY-DEFINER-SEARCH-PATH",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "",
    .why =
        "it runs with its owner's rights, and the caller's search_path decides which objects "
        "its names mean",
    .fix = "add SET search_path = '' and write every name with its schema",
    .check = Check,
};

}  // namespace release::migrations
