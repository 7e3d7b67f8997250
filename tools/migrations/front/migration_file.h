// One migration file, read, split and parsed.
#ifndef RELEASE_TOOLS_MIGRATIONS_FRONT_MIGRATION_FILE_H_
#define RELEASE_TOOLS_MIGRATIONS_FRONT_MIGRATION_FILE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/digest.h"
#include "tools/migrations/sql/tree.h"
#include "tools/migrations/text/directive.h"
#include "tools/migrations/text/migration_name.h"
#include "tools/migrations/text/splitter.h"

namespace release::migrations {

// As much as the migrate step reads.
inline constexpr size_t kLargestMigration = 16 << 20;  // bytes

// A statement that does something.
struct ParsedStatement {
  Statement source;
  // Absent when `unchecked`, and for a statement above kLargestTree.
  std::unique_ptr<Tree> tree;
  bool unchecked = false;  // newer than the parser

  Node root() const { return tree == nullptr ? Node() : tree->statement(); }
};

struct MigrationFile {
  std::string path;  // for people, relative to the workspace
  std::string file_name;
  MigrationName name;
  std::string text;
  Digest digest;
  Directives directives;
  std::vector<ParsedStatement> statements;  // comments that stand alone are not among them
};

// What was found in a file, or in all of them.
struct Problems {
  std::vector<v1::Diagnosis> errors;
  std::vector<v1::Diagnosis> warnings;
};

// Splits and parses `text`. Appends to `problems`:
//
//   MIGRATION-NAME                  no name of a migration
//   MIGRATION-TOO-LARGE             above kLargestMigration, or a statement that is no INSERT above
//                                   kLargestTree
//   MIGRATION-NUL, -ENCODING        a NUL byte, no UTF-8
//   MIGRATION-UNTERMINATED          a quote or comment without end
//   MIGRATION-TRANSACTION-CONTROL, -COPY-CLIENT, -META-COMMAND
//   MIGRATION-NOT-ALONE             a statement outside of transactions has company
//   MIGRATION-NOT-RERUNNABLE        a concurrent index without IF [NOT] EXISTS or without a name
//   MIGRATION-SYNTAX                the parser refuses a statement
//   MIGRATION-DIRECTIVE             a `-- release:` comment that says nothing known
//
// and as warnings MIGRATION-EMPTY (no statement) and MIGRATION-UNCHECKED (newer than the parser).
// Call on a large stack (sql/parse.h).
MigrationFile ReadMigration(std::string path, std::string text, Problems& problems);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_FRONT_MIGRATION_FILE_H_
