#include "tools/migrations/front/migration_file.h"

#include <optional>
#include <utility>

#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/migrations/front/newer_syntax.h"
#include "tools/migrations/front/problem.h"
#include "tools/migrations/front/refusals.h"
#include "tools/migrations/sql/parse.h"
#include "tools/migrations/text/statement_kind.h"

namespace release::migrations {
namespace {

class Reader {
 public:
  Reader(MigrationFile& file, Problems& problems) : file_(file), problems_(problems) {}

  void Read() {
    CheckName();
    if (!CheckBytes()) return;
    file_.directives = ReadDirectives(file_.text);
    for (const DirectiveProblem& problem : file_.directives.problems) {
      Refuse(problem.offset, problem.length,
             {"MIGRATION-DIRECTIVE", problem.what, problem.why, problem.fix});
    }
    SplitFile split = Split(file_.text);
    if (split.unterminated) return Refuse(*split.unterminated, 1, Refusal::kUnterminated);
    std::erase_if(split.statements, [](const Statement& s) { return s.only_comment; });
    for (Statement& statement : split.statements) {
      if (!TakeStatement(std::move(statement), split.statements.size())) break;
    }
    if (split.statements.empty()) {
      problems_.warnings.push_back(Warning(FileProblem(
          file_.path, {"MIGRATION-EMPTY", "the migration does nothing", "it has no statement",
                       "remove the file, or write what it is for"})));
    }
  }

 private:
  void Refuse(size_t offset, size_t length, ProblemText text) {
    problems_.errors.push_back(
        PlacedProblem(file_.path, file_.text, offset, length, std::move(text)));
  }
  void Refuse(size_t offset, size_t length, Refusal refusal) {
    Refuse(offset, length, TextOf(refusal));
  }
  static v1::Diagnosis Warning(v1::Diagnosis problem) {
    problem.set_severity(v1::SEVERITY_WARNING);
    return problem;
  }

  void CheckName() {
    if (file_.name.problem.empty()) return;
    problems_.errors.push_back(
        FileProblem(file_.path, {"MIGRATION-NAME",
                                 Concat("`", PrintableLine(file_.file_name, 200),
                                        "` is no name of a migration: ", file_.name.problem),
                                 "versions are ordered by name, and the Supabase CLI skips a name "
                                 "that it does not know",
                                 "rename it to YYYYMMDDHHMMSS_lower_case_words.sql"}));
  }

  bool CheckBytes() {
    if (file_.text.size() > kLargestMigration) {
      problems_.errors.push_back(FileProblem(
          file_.path, {"MIGRATION-TOO-LARGE",
                       Concat("the migration has ", file_.text.size(), " bytes; the limit is ",
                              kLargestMigration, " (16 MiB)"),
                       "the whole file is one transaction and one text in the history table",
                       "load bulk data outside of migrations, or split it into several files"}));
      return false;
    }
    if (const size_t nul = file_.text.find('\0'); nul != std::string::npos) {
      Refuse(nul, 1, Refusal::kNul);
      return false;
    }
    if (const auto offset = FirstBadUtf8(file_.text)) {
      Refuse(*offset, 1, Refusal::kNoUtf8);
      return false;
    }
    return true;
  }

  // False when the rest of the file cannot be understood.
  bool TakeStatement(Statement statement, size_t count) {
    const size_t begin = statement.code_offset;
    const size_t length = statement.offset + statement.text.size() - begin;
    switch (KindOf(statement.text)) {
      case StatementKind::kTransactionControl:
        Refuse(begin, length, Refusal::kTransactionControl);
        return true;
      case StatementKind::kCopyClient:
        Refuse(begin, length, Refusal::kCopy);
        return false;  // lines of data may follow
      case StatementKind::kMetaCommand:
        Refuse(begin, length, Refusal::kMeta);
        return false;
      case StatementKind::kOutside:
        if (count > 1) Refuse(begin, length, Refusal::kNotAlone);
        if (const auto index = ConcurrentIndexOf(statement.text);
            index && (!index->if_clause || index->index.empty())) {
          Refuse(begin, length, Refusal::kNotRerunnable);
        }
        break;
      case StatementKind::kTransactional:
      case StatementKind::kOnlyComment:
        break;
    }
    Parse(std::move(statement), begin, length);
    return true;
  }

  void Parse(Statement statement, size_t begin, size_t length) {
    ParsedSql parsed = ParseSql(statement.text);
    ParsedStatement taken;
    if (parsed.error) {
      const auto newer = ExplainByNewerSyntax(statement.text, *parsed.error);
      if (!newer) return RefuseSyntax(statement, *parsed.error);
      problems_.warnings.push_back(Warning(PlacedProblem(
          file_.path, file_.text, statement.offset + parsed.error->offset, 1,
          {"MIGRATION-UNCHECKED",
           Concat(newer->name, " of PostgreSQL ", newer->version, " cannot be checked"),
           Concat("the parser here is PostgreSQL ", kParserVersion, "'s"),
           "make sure by hand that the code in service stands the statement"})));
      taken.unchecked = true;
    } else if (statement.text.size() > kLargestTree && !IsInsert(statement)) {
      return Refuse(begin, length,
                    {"MIGRATION-TOO-LARGE",
                     Concat("the statement has ", statement.text.size(), " bytes; the limit is ",
                            kLargestTree, " (1 MiB) for all but INSERT"),
                     "a syntax tree of it would need gigabytes", "split it"});
    } else if (parsed.tree == nullptr && statement.text.size() <= kLargestTree) {
      taken.unchecked = true;
    }
    taken.tree = std::move(parsed.tree);
    taken.source = std::move(statement);
    file_.statements.push_back(std::move(taken));
  }

  void RefuseSyntax(const Statement& statement, const SyntaxError& error) {
    size_t offset = statement.offset + error.offset;
    // The end of the statement: its last byte has a place in a line, the end may not.
    if (error.offset >= statement.text.size())
      offset = statement.offset + statement.text.size() - 1;
    Refuse(offset, 1,
           {"MIGRATION-SYNTAX", PrintableLine(error.message, 300),
            Concat("PostgreSQL ", kParserVersion, " cannot read the statement"),
            "correct it; what newer servers understand is known by a list "
            "(tools/migrations/front/newer_syntax.cc)"});
  }

  static bool IsInsert(const Statement& statement) {
    std::string_view code = statement.text;
    code.remove_prefix(statement.code_offset - statement.offset);
    return IsWordAt(code, "INSERT");
  }

  MigrationFile& file_;
  Problems& problems_;
};

}  // namespace

MigrationFile ReadMigration(std::string path, std::string text, Problems& problems) {
  MigrationFile file;
  file.path = std::move(path);
  file.file_name = file.path.substr(file.path.rfind('/') + 1);
  file.name = ReadMigrationName(file.file_name);
  file.text = std::move(text);
  file.digest = DigestOf(file.text);
  Reader(file, problems).Read();
  return file;
}

}  // namespace release::migrations
