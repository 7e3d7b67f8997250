#include "tools/migrations/rules/registry.h"

#include "tools/base/text.h"

// The table: one line a rule, in the order of their codes. Each is defined in a file of its own.
#define RELEASE_MIGRATION_RULES(RULE) \
  RULE(AddCheckValidating)            \
  RULE(AddColumnDefaultVolatile)      \
  RULE(AddColumnGenerated)            \
  RULE(AddColumnIdentity)             \
  RULE(AddColumnRequired)             \
  RULE(AddExclusionConstraint)        \
  RULE(AddForeignKeyValidating)       \
  RULE(AddPrimaryKey)                 \
  RULE(AddUniqueConstraint)           \
  RULE(AlterCompositeType)            \
  RULE(AlterDomain)                   \
  RULE(AlterDomainAddConstraint)      \
  RULE(AlterPolicy)                   \
  RULE(AlterSequence)                 \
  RULE(AlterSystem)                   \
  RULE(AttachPartition)               \
  RULE(Call)                          \
  RULE(ChangeColumnType)              \
  RULE(ChangeDefault)                 \
  RULE(ChangeOwner)                   \
  RULE(Cluster)                       \
  RULE(CreateDomainConstraint)        \
  RULE(CreateIndexNotConcurrent)      \
  RULE(CreateRestrictivePolicy)       \
  RULE(CreateRule)                    \
  RULE(CreateTrigger)                 \
  RULE(DeleteWithoutWhere)            \
  RULE(DetachPartition)               \
  RULE(DetachPartitionLock)           \
  RULE(DisableRowSecurity)            \
  RULE(DisableTrigger)                \
  RULE(DoBlock)                       \
  RULE(DropCascade)                   \
  RULE(DropColumn)                    \
  RULE(DropConstraint)                \
  RULE(DropDatabase)                  \
  RULE(DropDefault)                   \
  RULE(DropExpression)                \
  RULE(DropExtension)                 \
  RULE(DropFunction)                  \
  RULE(DropIdentity)                  \
  RULE(DropIndex)                     \
  RULE(DropIndexNotConcurrent)        \
  RULE(DropInherit)                   \
  RULE(DropMaterializedView)          \
  RULE(DropNotNull)                   \
  RULE(DropOther)                     \
  RULE(DropOwned)                     \
  RULE(DropPolicy)                    \
  RULE(DropRole)                      \
  RULE(DropRule)                      \
  RULE(DropSchema)                    \
  RULE(DropSequence)                  \
  RULE(DropTable)                     \
  RULE(DropTrigger)                   \
  RULE(DropType)                      \
  RULE(DropView)                      \
  RULE(DuplicateAssignment)           \
  RULE(DynamicSql)                    \
  RULE(EnableRowSecurity)             \
  RULE(EnumValueOrder)                \
  RULE(EnumValueUsed)                 \
  RULE(ForceRowSecurity)              \
  RULE(IdentifierTooLong)             \
  RULE(LockTable)                     \
  RULE(LockTimeoutOff)                \
  RULE(NoLockTimeout)                 \
  RULE(NoStatementTimeout)            \
  RULE(RefreshMaterializedView)       \
  RULE(ReindexNotConcurrent)          \
  RULE(RenameColumn)                  \
  RULE(RenameConstraint)              \
  RULE(RenameEnumValue)               \
  RULE(RenameFunction)                \
  RULE(RenameIndex)                   \
  RULE(RenameRole)                    \
  RULE(RenameSchema)                  \
  RULE(RenameSequence)                \
  RULE(RenameTable)                   \
  RULE(RenameType)                    \
  RULE(RenameView)                    \
  RULE(ReplaceFunction)               \
  RULE(ReplaceView)                   \
  RULE(ReplicaIdentity)               \
  RULE(Revoke)                        \
  RULE(SecurityDefinerSearchPath)     \
  RULE(SelectCall)                    \
  RULE(SetAccessMethod)               \
  RULE(SetLogged)                     \
  RULE(SetNotNull)                    \
  RULE(SetNotNullScan)                \
  RULE(SetRole)                       \
  RULE(SetSchema)                     \
  RULE(SetTablespace)                 \
  RULE(StatementTimeoutOff)           \
  RULE(TableSchemaMissing)            \
  RULE(TightenCheck)                  \
  RULE(TightenForeignKey)             \
  RULE(TightenUnique)                 \
  RULE(Truncate)                      \
  RULE(TruncateCascade)               \
  RULE(TypeChar)                      \
  RULE(TypeInteger)                   \
  RULE(TypeSerial)                    \
  RULE(TypeSmallint)                  \
  RULE(TypeTimestamp)                 \
  RULE(TypeVarchar)                   \
  RULE(UpdateWithoutWhere)            \
  RULE(VacuumFull)                    \
  RULE(ValidateInSameFile)

namespace release::migrations {

#define RELEASE_DECLARE_RULE(NAME) extern const Rule k##NAME;
RELEASE_MIGRATION_RULES(RELEASE_DECLARE_RULE)
#undef RELEASE_DECLARE_RULE

const std::vector<const Rule*>& AllRules() {
#define RELEASE_LIST_RULE(NAME) &k##NAME,
  static const auto& rules =
      *new std::vector<const Rule*>{RELEASE_MIGRATION_RULES(RELEASE_LIST_RULE)};
#undef RELEASE_LIST_RULE
  return rules;
}

const Rule* FindRule(std::string_view code) {
  for (const Rule* rule : AllRules()) {
    if (rule->code == code) return rule;
  }
  return nullptr;
}

std::vector<std::string> RuleCodes() {
  std::vector<std::string> codes;
  for (const Rule* rule : AllRules()) codes.emplace_back(rule->code);
  return codes;
}

std::string PageOf(const Rule& rule) {
  return Concat("tools/migrations/rules/pages/", rule.code, ".md");
}

}  // namespace release::migrations
