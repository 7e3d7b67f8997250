#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("CreateStmt") || context.HasSet("search_path")) return;
  const Node relation = context.statement["relation"];
  if (relation["schemaname"] || relation["relpersistence"].text() == "t") return;
  context.Report(relation, Concat("the table ", relation["relname"].text(), " names no schema"));
}

}  // namespace

extern const Rule kTableSchemaMissing = {
    .code = "MIGRATION-TABLE-SCHEMA-MISSING",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "require-table-schema",
    .why =
        "where the table is made depends on search_path, which the Supabase CLI resets and "
        "others set",
    .fix = "write the schema: public.NAME",
    .check = Check,
};

}  // namespace release::migrations
