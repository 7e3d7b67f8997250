// The expand/contract law over all migrations of a bundle.
#ifndef RELEASE_TOOLS_MIGRATIONS_BUNDLE_ANALYSIS_H_
#define RELEASE_TOOLS_MIGRATIONS_BUNDLE_ANALYSIS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tools/migrations/front/migration_file.h"
#include "tools/migrations/lock/lock_file.h"
#include "tools/migrations/rules/rule.h"
#include "tools/migrations/text/statement_class.h"

namespace release::migrations {

struct Finding {
  const Rule* rule = nullptr;
  std::string what;
  size_t offset = 0;  // byte in the file
  size_t length = 0;
  std::string allowed = {};  // the file's reason to allow it; empty when it does not
};

struct StatementReport {
  size_t offset = 0;  // of its code in the file
  StatementClass highest = StatementClass::kExpand;
  std::vector<Finding> findings;
};

struct FileReport {
  MigrationFile file;
  int release = 0;  // kUnreleased for one that is not in the lock
  StatementClass highest = StatementClass::kExpand;
  std::vector<StatementReport> statements;
};

struct BundleReport {
  std::vector<FileReport> files;  // by version
  Problems problems;
};

struct SourceFile {
  std::string path;  // for people
  std::string text;
};

// Reads, compares with the lock, and judges. Files in the lock are classified but not judged: they
// cannot be changed any more. Errors, beside those of migration_file.h and lock_check.h:
//
//   MIGRATION-BUNDLE-EMPTY         no file at all
//   MIGRATION-DUPLICATE-VERSION    two files have one version
//   a rule's code                  a finding that the file does not account for
//   MIGRATION-COMPLETES-UNRELEASED `completes` names what no earlier release has
//   MIGRATION-ALLOW-CODE, -ALLOW-CONTRACT, -ALLOW-UNUSED
//
// As warnings: findings of rules that only warn, and MIGRATION-COMPLETES-UNUSED.
BundleReport Analyze(std::vector<SourceFile> sources, const LockFile& lock);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_BUNDLE_ANALYSIS_H_
