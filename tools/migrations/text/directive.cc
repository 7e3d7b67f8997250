#include "tools/migrations/text/directive.h"

#include <algorithm>
#include <optional>

#include "tools/migrations/text/migration_name.h"
#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {
namespace {

constexpr std::string_view kMark = "release:";
constexpr std::string_view kForms =
    "write `-- release: completes VERSION` or `-- release: allow CODE: REASON`";

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

std::string_view TakeWord(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text = Trim(text.substr(word.size()));
  return word;
}

bool IsCode(std::string_view text) {
  return text.starts_with("MIGRATION-") && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

void ReadOne(std::string_view text, const Token& comment, Directives& directives) {
  const auto refuse = [&](std::string what, std::string why, std::string_view fix) {
    directives.problems.push_back(
        {std::move(what), std::move(why), std::string(fix), comment.offset, comment.text.size()});
  };
  const auto accept = [&](Directive::Kind kind, std::string_view argument,
                          std::string_view reason) {
    directives.list.push_back(
        {kind, std::string(argument), std::string(reason), comment.offset, comment.text.size()});
  };
  const std::string_view verb = TakeWord(text);
  if (verb == "completes") {
    const std::string problem = VersionProblem(text);
    if (problem.empty()) return accept(Directive::Kind::kCompletes, text, "");
    return refuse("`completes` names no migration", problem,
                  "name the version of the migration that began the change: "
                  "`-- release: completes 20260105090000`");
  }
  if (verb == "allow") {
    const size_t colon = std::min(text.find(':'), text.size());
    const std::string_view code = Trim(text.substr(0, colon));
    const std::string_view reason = colon < text.size() ? Trim(text.substr(colon + 1)) : "";
    if (!IsCode(code)) {
      return refuse("`allow` names no code", "codes are MIGRATION- and upper-case words",
                    "write `-- release: allow CODE: REASON`");
    }
    if (reason.empty()) {
      return refuse("`allow` gives no reason", "the plan shows it to who approves the release",
                    "write why it is safe here: `-- release: allow CODE: REASON`");
    }
    return accept(Directive::Kind::kAllow, code, reason);
  }
  refuse("the release knows no such directive",
         "`completes` and `allow` are the words behind `release:`", kForms);
}

}  // namespace

Directives ReadDirectives(std::string_view sql) {
  Directives directives;
  SqlLexer lexer(sql);
  while (const std::optional<Token> token = lexer.Next()) {
    if (token->kind != TokenKind::kComment || !token->text.starts_with("--")) continue;
    const std::string_view text = Trim(token->text.substr(2));
    if (!text.starts_with(kMark)) continue;
    ReadOne(Trim(text.substr(kMark.size())), *token, directives);
  }
  return directives;
}

}  // namespace release::migrations
