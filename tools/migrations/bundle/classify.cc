#include "tools/migrations/bundle/classify.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tools/base/text.h"
#include "tools/migrations/rules/blocks.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/registry.h"
#include "tools/migrations/sql/parse.h"
#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {
namespace {

// Before any rule has looked at it.
StatementClass BaseClass(const ParsedStatement& statement) {
  const Node root = statement.root();
  if (statement.unchecked) return StatementClass::kOpaque;
  if (!root) return StatementClass::kData;  // a large INSERT
  for (std::string_view kind :
       {"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt"}) {
    if (root.Is(kind)) return StatementClass::kData;
  }
  return StatementClass::kExpand;
}

class Classifier {
 public:
  Classifier(const MigrationFile& file, Catalog& catalog) : file_(file), catalog_(catalog) {}

  std::vector<StatementReport> Run() {
    std::vector<StatementReport> reports;
    for (const ParsedStatement& statement : file_.statements) {
      reports.push_back(Judge(statement));
      if (statement.root()) earlier_.push_back(statement.root());
    }
    return reports;
  }

 private:
  StatementReport Judge(const ParsedStatement& statement) {
    StatementReport report;
    report.offset = statement.source.code_offset;
    report.highest = BaseClass(statement);
    if (!statement.root()) return report;
    RunRules(statement, statement.root(), statement.source.text, "", report);
    if (statement.root().Is("DoStmt")) JudgeBlock(statement, report);
    catalog_.Apply(statement.root());
    for (const Finding& finding : report.findings) {
      report.highest = std::max(report.highest, finding.rule->effect);
    }
    return report;
  }

  // What of the body cannot be parsed, because it uses variables where SQL has none, stays opaque.
  void JudgeBlock(const ParsedStatement& block, StatementReport& report) {
    for (const std::string& sql : StatementsInBlock(block.root())) {
      const ParsedSql parsed = ParseSql(sql);
      if (parsed.tree == nullptr || !parsed.tree->statement()) continue;
      RunRules(block, parsed.tree->statement(), sql, "in the DO block: ", report);
      catalog_.Apply(parsed.tree->statement());
    }
  }

  void RunRules(const ParsedStatement& outer, Node root, std::string_view sql,
                std::string_view prefix, StatementReport& report) {
    for (const Rule* rule : AllRules()) {
      Context context(root, sql, catalog_, earlier_);
      rule->check(context);
      for (Observation& seen : context.TakeObservations()) {
        // A place inside a block's string means nothing in the file.
        if (!prefix.empty()) seen.location.reset();
        const size_t offset =
            seen.location ? outer.source.offset + *seen.location : outer.source.code_offset;
        report.findings.push_back({.rule = rule,
                                   .what = Concat(prefix, seen.what),
                                   .offset = offset,
                                   .length = LengthAt(outer, offset, seen.location.has_value())});
      }
    }
  }

  // The token at the place; for the statement as a whole, its first line.
  size_t LengthAt(const ParsedStatement& outer, size_t offset, bool exact) const {
    const size_t end = outer.source.offset + outer.source.text.size();
    const std::string_view rest =
        std::string_view(file_.text).substr(offset, end - std::min(end, offset));
    if (!exact) return rest.size();
    const std::optional<Token> token = SqlLexer(rest).Next();
    return token ? token->text.size() : 1;
  }

  const MigrationFile& file_;
  Catalog& catalog_;
  std::vector<Node> earlier_;
};

}  // namespace

std::vector<StatementReport> Classify(const MigrationFile& file, Catalog& catalog) {
  return Classifier(file, catalog).Run();
}

}  // namespace release::migrations
