#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_ReplicaIdentity", "the replica identity");
}

}  // namespace

extern const Rule kReplicaIdentity = {
    .code = "MIGRATION-REPLICA-IDENTITY",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "it takes an exclusive lock, and subscribers see other keys, or none, from then on",
    .fix = "look at what reads the replication stream first, then allow it with that reason",
    .check = Check,
};

}  // namespace release::migrations
