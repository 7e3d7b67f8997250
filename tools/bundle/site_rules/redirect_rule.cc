#include "tools/bundle/site_rules/redirect_rule.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "tools/base/text.h"

namespace release::bundle {
namespace {

// A pattern that takes all three takes whatever `*` may stand for.
constexpr std::array<std::string_view, 3> kSplats = {"", "any", "any/other/path"};

// Browsers give up at 20.
constexpr std::size_t kMostHops = 20;

bool TakesAllOf(const RedirectRule& earlier, const RedirectRule& later) {
  return std::all_of(kSplats.begin(), kSplats.end(), [&](std::string_view splat) {
    return earlier.pattern.Match(later.pattern.Example(splat)).has_value();
  });
}

// The rules by how Pages looks them up: static ones by their path, then dynamic ones in order.
class Table {
 public:
  explicit Table(const std::vector<RedirectRule>& rules) : rules_(rules) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].dynamic) {
        dynamic_.push_back(i);
      } else {
        by_path_.emplace(rules[i].pattern.Example(""), i);
      }
    }
  }

  struct Hop {
    std::size_t rule;
    std::string next;
  };

  std::optional<Hop> Follow(const std::string& path) const {
    const auto found = by_path_.find(path);
    if (found != by_path_.end()) return Hop{found->second, rules_[found->second].target.path};
    for (const std::size_t i : dynamic_) {
      const auto values = rules_[i].pattern.Match(path);
      if (values) return Hop{i, Substitute(rules_[i].target.path, *values)};
    }
    return std::nullopt;
  }

 private:
  const std::vector<RedirectRule>& rules_;
  std::map<std::string, std::size_t> by_path_;
  std::vector<std::size_t> dynamic_;
};

bool LeadsOn(const RedirectRule& rule) { return rule.target.host.empty() && rule.status != 200; }

// Follows the rules from address to address, and remembers where it has been.
class Walk {
 public:
  explicit Walk(const std::vector<RedirectRule>& rules) : rules_(rules), table_(rules) {}

  // The addresses that a browser goes through from `rule` on when they never end; else, or when the
  // same rules were told before, nothing.
  std::vector<std::string> Circle(std::size_t rule) {
    std::vector<std::string> way = {rules_[rule].pattern.Example("any/path")};
    std::set<std::string> here = {way[0]};
    std::map<std::size_t, std::size_t> taken;
    while (!ending_.contains(way.back())) {
      const auto hop = table_.Follow(way.back());
      if (!hop || !LeadsOn(rules_[hop->rule]) || told_.contains(hop->rule)) break;
      way.push_back(hop->next);
      // A chain through static rules may be long and still end; a rule that is taken again and
      // again does not.
      if (!here.insert(hop->next).second || ++taken[hop->rule] > kMostHops) {
        told_.insert(hop->rule);
        for (const auto& [index, count] : taken) told_.insert(index);
        return way;
      }
    }
    ending_.merge(here);
    return {};
  }

 private:
  const std::vector<RedirectRule>& rules_;
  const Table table_;
  std::set<std::string> ending_;
  std::set<std::size_t> told_;
};

}  // namespace

void FindShadowed(const std::vector<RedirectRule>& rules, Mistakes& mistakes) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].dynamic) continue;
    const auto end = rules.begin() + static_cast<std::ptrdiff_t>(i);
    const auto earlier = std::find_if(rules.begin(), end, [&](const RedirectRule& rule) {
      return rule.dynamic && TakesAllOf(rule, rules[i]);
    });
    if (earlier == end) continue;
    mistakes.Add(rules[i].line, rules[i].from,
                 {"REDIRECTS-SHADOWED", "this rule is never reached",
                  Concat("line ", earlier->line.number, " (", earlier->from.text,
                         ") takes all its paths, and the first rule that fits wins"),
                  Concat("move it above line ", earlier->line.number)});
  }
}

void FindLoops(const std::vector<RedirectRule>& rules, Mistakes& mistakes) {
  Walk walk(rules);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!LeadsOn(rules[i])) continue;
    const std::vector<std::string> circle = walk.Circle(i);
    if (circle.empty()) continue;
    std::string way = circle[0];
    for (std::size_t hop = 1; hop < std::min<std::size_t>(circle.size(), 5); ++hop) {
      way += " -> " + circle[hop].substr(0, 80);
    }
    mistakes.Add(rules[i].line, rules[i].to,
                 {"REDIRECTS-LOOP", "this rule sends browsers in a circle", way,
                  "let the target lie outside of what the rules match"});
  }
}

}  // namespace release::bundle
