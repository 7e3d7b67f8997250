#include "tools/bundle/site_rules/headers.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/bundle/site_rules/rule_lines.h"
#include "tools/bundle/site_rules/rule_url.h"

namespace release::bundle {
namespace {

constexpr std::string_view kUnset = "! ";

bool IsToken(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           kMarks.find(c) != std::string_view::npos;
  });
}

// `/...` or `scheme://...`, which no header can look like.
bool IsPathLine(std::string_view line) {
  if (line.starts_with('/')) return true;
  const std::size_t scheme = line.find("://");
  return scheme != std::string_view::npos && scheme > 0 &&
         line.substr(0, scheme).find_first_of(" \t") == std::string_view::npos;
}

class Checker {
 public:
  explicit Checker(const std::string& file) : mistakes_(file) {}

  std::vector<v1::Diagnosis> Check(std::string_view text) {
    const std::vector<RuleLine> lines = RuleLines(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const RuleLine& line = lines[i];
      if (Utf16Length(line.rule.text) > kLongestLine) {
        TooLong(line);
      } else if (IsPathLine(line.rule.text)) {
        EndRule();
        if (++rules_ > kMostHeaderRules) {
          TooMany(line, lines.size() - i);
          break;
        }
        state_ = CheckPath(line) ? State::kInRule : State::kSkipping;
        path_ = line;
        has_headers_ = false;
      } else if (state_ != State::kSkipping) {
        CheckHeader(line);
      }
    }
    EndRule();
    return std::move(mistakes_).Take();
  }

 private:
  enum class State { kBeforePath, kInRule, kSkipping };

  void TooLong(const RuleLine& line) {
    mistakes_.Add(
        line, line.rule,
        {"HEADERS-LINE-TOO-LONG", "this line is too long for Pages",
         Concat("it has ", Utf16Length(line.rule.text), " characters, Pages reads ", kLongestLine),
         "shorten the value, for example the policy"});
    has_headers_ = true;  // one mistake, not also an empty rule
  }

  void TooMany(const RuleLine& line, std::size_t left) {
    mistakes_.Add(line, line.rule,
                  {"HEADERS-TOO-MANY-RULES", "Pages ignores this rule and all below it",
                   Concat("it takes ", kMostHeaderRules, " rules; this line and ", left - 1,
                          " below it are over"),
                   "join rules with `*` or `:name`"});
    state_ = State::kSkipping;
  }

  void EndRule() {
    if (state_ != State::kInRule || has_headers_) return;
    mistakes_.Add(path_, path_.rule,
                  {"HEADERS-RULE-EMPTY", "this path has no headers",
                   "a rule is a path and, on the lines below it, `name: value`",
                   "add a header, or remove the path"});
  }

  bool CheckPath(const RuleLine& line) {
    const auto refuse = [&](std::string code, std::string what, std::string why, std::string fix) {
      mistakes_.Add(line, line.rule,
                    {std::move(code), std::move(what), std::move(why), std::move(fix)});
      return false;
    };
    RuleUrl url;
    switch (ParseRuleUrl(line.rule.text, url)) {
      case UrlFault::kNone:
        break;
      case UrlFault::kDotParts:
        return refuse("HEADERS-PATH", "no address has `.` or `..` as a part",
                      "browsers resolve them before they ask", "write the path as it is asked for");
      case UrlFault::kEmptyPart:
        return refuse("HEADERS-PATH", "this path begins with two slashes",
                      "Pages would look for a host in it", "write one slash");
      default:
        return refuse("HEADERS-PATH", "Pages ignores this rule",
                      "an address is a path, or begins with https://",
                      "write the path alone: `/assets/*`");
    }
    if (HasPort(url.host)) {
      return refuse("HEADERS-PORT", "Pages ignores this rule: it names a port",
                    "Pages serves https on its own port only", "remove the port");
    }
    if (!url.rest.empty()) {
      return refuse("HEADERS-PATH", "Pages drops the query of this rule",
                    "rules are matched against the path alone", "remove `" + url.rest + "`");
    }
    return CheckWildcards(Concat(url.host, url.path), refuse);
  }

  template <typename Refuse>
  bool CheckWildcards(const std::string& address, const Refuse& refuse) {
    const Wildcards wildcards = WildcardsIn(address);
    if (wildcards.splats > 1) {
      return refuse("HEADERS-WILDCARD", "Pages ignores this rule: it has more than one `*`",
                    "a rule has at most one", "name the others: `/:project/assets/*`");
    }
    std::set<std::string> names(wildcards.names.begin(), wildcards.names.end());
    if (wildcards.splats == 1 && names.contains("splat")) {
      return refuse("HEADERS-WILDCARD", "Pages ignores this rule: it has `*` and `:splat`",
                    "`*` is called `:splat` inside", "give the placeholder another name");
    }
    if (names.size() < wildcards.names.size()) {
      return refuse("HEADERS-WILDCARD", "Pages ignores this rule: two placeholders have one name",
                    "each name stands for one part", "give them different names");
    }
    return true;
  }

  void CheckHeader(const RuleLine& line) {
    const std::string_view text = line.rule.text;
    const std::size_t colon = text.find(':');
    if (state_ == State::kBeforePath) {
      mistakes_.Add(line, line.rule,
                    {"HEADERS-NO-PATH", "this line belongs to no path",
                     "headers stand below the path that they are for, which begins with `/`",
                     colon == std::string_view::npos ? Concat("write `/", text, "`")
                                                     : "put a path above it, for example `/*`"});
      return;
    }
    has_headers_ = true;
    if (colon == std::string_view::npos) return CheckUnset(line);
    const std::size_t last = text.find_last_not_of(" \t", colon == 0 ? 0 : colon - 1);
    const Piece name = {text.substr(0, colon == 0 ? 0 : last + 1), line.rule.column};
    if (name.text.empty() || !IsToken(name.text)) {
      mistakes_.Add(line, name,
                    {"HEADERS-NAME", "this is no name of a header",
                     "a name has letters, digits and `-`, and no space",
                     "write `name: value`; a path begins with `/`"});
      return;
    }
    if (text.find_first_not_of(" \t\r", colon + 1) == std::string_view::npos) {
      mistakes_.Add(line, line.rule,
                    {"HEADERS-NO-VALUE", Concat("`", name.text, "` has no value"),
                     "Pages ignores such a line",
                     Concat("give it a value; to take a header away write `! ", name.text, "`")});
    }
  }

  void CheckUnset(const RuleLine& line) {
    if (line.rule.text.starts_with(kUnset)) {
      const std::string_view name = line.rule.text.substr(kUnset.size());
      if (IsToken(name)) return;
      mistakes_.Add(line, line.rule,
                    {"HEADERS-NAME", "this is no name of a header",
                     "a name has letters, digits and `-`, and no space",
                     "write `! name`, one header on a line"});
      return;
    }
    mistakes_.Add(line, line.rule,
                  {"HEADERS-NOT-A-PAIR", "Pages ignores this line",
                   "below a path stand `name: value`, or `! name` to take a header away",
                   line.rule.text.starts_with('!') ? "write a space behind `!`"
                                                   : "add the colon; a path begins with `/`"});
  }

  Mistakes mistakes_;
  State state_ = State::kBeforePath;
  RuleLine path_;
  bool has_headers_ = false;
  std::size_t rules_ = 0;
};

}  // namespace

std::vector<v1::Diagnosis> CheckHeaders(std::string_view text, const std::string& file) {
  if (!IsUtf8(text)) {
    Mistakes mistakes(file);
    mistakes.AddToFile({"HEADERS-NOT-UTF8", Concat(file, " is no UTF-8"),
                        "Pages would read other characters than you wrote", "save it as UTF-8"});
    return std::move(mistakes).Take();
  }
  return Checker(file).Check(text);
}

}  // namespace release::bundle
