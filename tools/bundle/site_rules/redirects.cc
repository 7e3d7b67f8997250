#include "tools/bundle/site_rules/redirects.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/bundle/site_rules/redirect_rule.h"

namespace release::bundle {
namespace {

constexpr std::array<std::string_view, 6> kStatuses = {"200", "301", "302", "303", "307", "308"};

bool EndsInIndex(std::string_view target) {
  return target.ends_with("/index") || target.ends_with("/index.html");
}

class Checker {
 public:
  explicit Checker(const std::string& file) : mistakes_(file) {}

  std::vector<v1::Diagnosis> Check(std::string_view text) {
    const std::vector<RuleLine> lines = RuleLines(text);
    for (std::size_t i = 0; i < lines.size() && !full_; ++i) CheckLine(lines[i], lines.size() - i);
    FindShadowed(rules_, mistakes_);
    FindLoops(rules_, mistakes_);
    return std::move(mistakes_).Take();
  }

 private:
  void Refuse(const RuleLine& line, const Piece& piece, Mistakes::Text text) {
    mistakes_.Add(line, piece, std::move(text));
  }

  void CheckLine(const RuleLine& line, std::size_t left) {
    if (Utf16Length(line.rule.text) > kLongestLine) {
      return Refuse(line, line.rule,
                    {"REDIRECTS-LINE-TOO-LONG", "Pages ignores this line: it is too long",
                     Concat("it has ", Utf16Length(line.rule.text), " characters, Pages reads ",
                            kLongestLine),
                     "shorten the addresses"});
    }
    const std::vector<Piece> words = Words(line, /*comment_mark=*/true);
    if (words.size() < 2 || words.size() > 3) {
      return Refuse(
          line, line.rule,
          {"REDIRECTS-WORDS", "Pages ignores this line",
           Concat("a rule is `from to` or `from to status`; here are ", words.size(), " words"),
           "write addresses without spaces (%20), comments behind ` #`, and no "
           "conditions"});
    }
    RedirectRule rule{
        .line = line, .from = words[0], .to = words[1], .pattern = PathPattern(""), .target = {}};
    if (!ReadFrom(rule)) return;
    if (!Count(rule, left)) return;
    if (ReadTo(rule) && ReadStatus(rule, words) && FitTogether(rule) && IsNew(rule)) {
      rules_.push_back(std::move(rule));
    }
  }

  bool ReadFrom(RedirectRule& rule) {
    const auto refuse = [&](std::string what, std::string why, std::string fix) {
      Refuse(rule.line, rule.from,
             {"REDIRECTS-FROM", std::move(what), std::move(why), std::move(fix)});
      return false;
    };
    RuleUrl url;
    const UrlFault fault = ParseRuleUrl(rule.from.text, url);
    if (!url.host.empty() || fault == UrlFault::kScheme) {
      return refuse("Pages ignores this rule: it begins with a whole address",
                    "rules are for the site's own paths, on all its hosts",
                    "write the path alone; a host is redirected in Cloudflare's Bulk Redirects");
    }
    if (fault == UrlFault::kRelative) {
      return refuse("a path begins with `/`", "Pages would guess one",
                    Concat("write `/", rule.from.text, "`"));
    }
    if (fault != UrlFault::kNone) {
      return refuse("no browser asks for this path",
                    "`.` and `..` are resolved before, and two slashes in front name a host",
                    "write the path as it is asked for");
    }
    if (!url.rest.empty()) {
      return refuse("Pages drops the query and the fragment of this path",
                    "rules are matched against the path alone",
                    Concat("write `", url.path, "`, or decide in a Function"));
    }
    const Wildcards wildcards = WildcardsIn(url.path);
    rule.pattern = PathPattern(url.path);
    rule.wild = wildcards.splats > 0 || !wildcards.names.empty();
    return CheckWildcards(rule, wildcards);
  }

  bool CheckWildcards(const RedirectRule& rule, const Wildcards& wildcards) {
    const std::set<std::string> names(wildcards.names.begin(), wildcards.names.end());
    std::string what;
    if (wildcards.splats > 1) {
      what = "it has more than one `*`";
    } else if (wildcards.splats == 1 && names.contains("splat")) {
      what = "`*` is `:splat`, and both are there";
    } else if (names.size() < wildcards.names.size()) {
      what = "two placeholders have one name";
    }
    if (what.empty()) return true;
    Refuse(rule.line, rule.from,
           {"REDIRECTS-WILDCARD", Concat("Pages ignores this rule: ", what),
            "each part that varies needs a name of its own, and `*` stands once",
            "write `/:year/:slug`, or one `*` at the end"});
    return false;
  }

  // As Pages counts: also rules that turn out to be wrong further right.
  bool Count(RedirectRule& rule, std::size_t left) {
    seen_wild_ = seen_wild_ || rule.wild;
    rule.dynamic = seen_wild_;
    std::size_t& count = rule.dynamic ? dynamic_ : static_;
    const std::size_t most = rule.dynamic ? kMostDynamicRedirects : kMostStaticRedirects;
    if (++count <= most) return true;
    if (count == most + 1) {
      Refuse(rule.line, rule.line.rule,
             {"REDIRECTS-TOO-MANY",
              Concat("Pages ignores this rule", rule.dynamic ? " and all below it" : ""),
              rule.dynamic ? Concat("it takes ", most,
                                    " rules with `*` or `:name` or below such a "
                                    "rule; ",
                                    left, " lines are over")
                           : Concat("it takes ", most, " rules without `*` and `:name`"),
              rule.dynamic && !rule.wild
                  ? "move rules without `*` and `:name` above the first with one"
                  : "join rules with `*` or `:name`, or use Cloudflare's Bulk Redirects"});
    }
    full_ = rule.dynamic;
    return false;
  }

  bool ReadTo(RedirectRule& rule) {
    const UrlFault fault = ParseRuleUrl(rule.to.text, rule.target);
    if (fault == UrlFault::kNone) return true;
    Refuse(rule.line, rule.to,
           {"REDIRECTS-TO", "Pages cannot send anybody there",
            "a target is a path that begins with one `/`, or an address that begins with https://",
            fault == UrlFault::kRelative ? Concat("write `/", rule.to.text, "`")
                                         : std::string("write the address as browsers show it")});
    return false;
  }

  bool ReadStatus(RedirectRule& rule, const std::vector<Piece>& words) {
    if (words.size() == 2) return true;
    const Piece& word = words[2];
    const auto* const found = std::find(kStatuses.begin(), kStatuses.end(), word.text);
    if (found != kStatuses.end()) {
      rule.status = 0;
      for (const char digit : *found) rule.status = rule.status * 10 + (digit - '0');
      return true;
    }
    Refuse(rule.line, word,
           {"REDIRECTS-STATUS", Concat("Pages ignores this rule: the status is `", word.text, "`"),
            "a status is 200 (show, do not redirect), 301, 302, 303, 307 or 308",
            word.text == "404"         ? "put a 404.html into the site instead"
            : word.text.ends_with('!') ? "leave the `!` out: Pages has no forced rules"
                                       : "write one of these, or nothing for 302"});
    return false;
  }

  bool FitTogether(const RedirectRule& rule) {
    if (rule.status == 200 && !rule.target.host.empty()) {
      Refuse(rule.line, rule.to,
             {"REDIRECTS-PROXY", "Pages ignores this rule: it proxies to another host",
              "status 200 shows another page of the same site", "write a Function that fetches"});
      return false;
    }
    if (rule.target.host.empty() && EndsInIndex(rule.to.text) &&
        (rule.from.text.ends_with("/*") || rule.from.text.ends_with('/'))) {
      Refuse(rule.line, rule.line.rule,
             {"REDIRECTS-LOOP", "Pages ignores this rule: it would run in a circle",
              "Pages strips `index.html` from addresses, and the rule fits again",
              "remove the line: a site without 404.html gets index.html for unknown paths"});
      return false;
    }
    return CheckNames(rule);
  }

  bool CheckNames(const RedirectRule& rule) {
    const Wildcards from = WildcardsIn(rule.from.text);
    std::set<std::string> known(from.names.begin(), from.names.end());
    if (from.splats > 0) known.insert("splat");
    for (const std::string& name : WildcardsIn(rule.target.path + rule.target.rest).names) {
      if (known.contains(name)) continue;
      Refuse(rule.line, rule.to,
             {"REDIRECTS-WILDCARD", Concat("nothing is called `:", name, "` here"),
              name == "splat" ? "`:splat` is what `*` stands for, and there is no `*` in the path"
                              : "the name does not stand in the path on the left",
              "write on both sides the same names; `:` before a letter always begins one"});
      return false;
    }
    return true;
  }

  bool IsNew(const RedirectRule& rule) {
    const auto [first, added] = lines_.emplace(std::string(rule.from.text), rule.line.number);
    if (added) return true;
    Refuse(rule.line, rule.from,
           {"REDIRECTS-DUPLICATE", "Pages ignores this rule: the path has one already",
            Concat("line ", first->second, " is for the same path, and the first wins"),
            "remove one of the two"});
    return false;
  }

  Mistakes mistakes_;
  std::vector<RedirectRule> rules_;
  std::map<std::string, uint32_t> lines_;
  bool seen_wild_ = false;
  bool full_ = false;
  std::size_t static_ = 0;
  std::size_t dynamic_ = 0;
};

}  // namespace

std::vector<v1::Diagnosis> CheckRedirects(std::string_view text, const std::string& file) {
  if (!IsUtf8(text)) {
    Mistakes mistakes(file);
    mistakes.AddToFile({"REDIRECTS-NOT-UTF8", Concat(file, " is no UTF-8"),
                        "Pages would read other characters than you wrote", "save it as UTF-8"});
    return std::move(mistakes).Take();
  }
  return Checker(file).Check(text);
}

}  // namespace release::bundle
