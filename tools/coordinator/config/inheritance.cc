#include "tools/coordinator/config/inheritance.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/config_problem.h"
#include "tools/coordinator/config/environment_schema.h"

namespace release {
namespace {

// The name that the environment's `inherits` gives; null when it gives none.
const ConfigNode* ParentNode(const ConfigNode& root, std::string_view environment) {
  const ConfigNode* table = root.Find(environment);
  const ConfigNode* parent = table == nullptr ? nullptr : table->Find("inherits");
  return parent != nullptr && parent->text() != nullptr ? parent : nullptr;
}

std::vector<std::string> NamesOf(const ConfigNode& root) {
  std::vector<std::string> names;
  for (const ConfigEntry& entry : *root.table()) names.push_back(entry.key);
  return names;
}

// The environments on the way up from `environment`, itself first, until the end or a repetition,
// which is then the last one.
std::vector<std::string> Chain(const ConfigNode& root, std::string_view environment) {
  std::vector<std::string> chain = {std::string(environment)};
  while (const ConfigNode* parent = ParentNode(root, chain.back())) {
    if (root.Find(*parent->text()) == nullptr) break;
    const bool repeated = std::find(chain.begin(), chain.end(), *parent->text()) != chain.end();
    chain.push_back(*parent->text());
    if (repeated) break;
  }
  return chain;
}

void CheckCycle(const ConfigNode& root, const SourceText& source, const std::string& name,
                std::set<std::string>& told, Problems& problems) {
  const std::vector<std::string> chain = Chain(root, name);
  // Only who is on the circle itself tells it, and only the first of them.
  if (chain.size() < 2 || chain.back() != name || told.contains(name)) return;
  told.insert(chain.begin(), chain.end());
  problems.Add(ConfigProblemAt(
      source, ParentNode(root, name)->span,
      {.code = "CONFIG-INHERITS-CYCLE",
       .what = Concat("environments inherit from each other: ", absl::StrJoin(chain, " -> ")),
       .why = "none of them would ever be complete",
       .fix = "remove one `inherits`"}));
}

}  // namespace

void CheckInheritance(const ConfigNode& root, const SourceText& source, Problems& problems) {
  std::set<std::string> told;
  for (const ConfigEntry& entry : *root.table()) {
    const ConfigNode* parent = ParentNode(root, entry.key);
    if (parent == nullptr) continue;
    if (root.Find(*parent->text()) == nullptr) {
      const std::vector<std::string> names = NamesOf(root);
      problems.Add(ConfigProblemAt(
          source, parent->span,
          {.code = "CONFIG-INHERITS-UNKNOWN",
           .what = Concat("`", PrintableLine(entry.key, 80), "` inherits from `",
                          PrintableLine(*parent->text(), 80), "`, which this file does not have"),
           .why = Concat("it has: ", PrintableLine(absl::StrJoin(names, ", "), 300)),
           .fix = Concat("correct or remove `inherits`", DidYouMean(*parent->text(), names))}));
      continue;
    }
    CheckCycle(root, source, entry.key, told, problems);
  }
}

std::vector<std::string> ParentsOf(const ConfigNode& root, std::string_view environment) {
  std::vector<std::string> chain = Chain(root, environment);
  if (std::count(chain.begin(), chain.end(), chain.back()) > 1) chain.pop_back();
  chain.erase(chain.begin());
  return chain;
}

ConfigNode Inherited(const ConfigNode& root, std::string_view environment) {
  std::vector<std::string> parents = ParentsOf(root, environment);
  std::reverse(parents.begin(), parents.end());
  ConfigNode merged;
  merged.value = ConfigNode::Table();
  for (const std::string& parent : parents) merged = Overlay(std::move(merged), *root.Find(parent));
  if (ConfigNode::Table* entries = merged.mutable_table()) {
    std::erase_if(*entries, [](const ConfigEntry& entry) {
      const Setting* setting = FindSetting(entry.key);
      return setting == nullptr || !setting->inherited;
    });
  }
  const ConfigNode* own = root.Find(environment);
  return own == nullptr ? merged : Overlay(std::move(merged), *own);
}

std::vector<std::string> Leaves(const ConfigNode& root) {
  std::vector<std::string> leaves = NamesOf(root);
  std::erase_if(leaves, [&](const std::string& name) {
    return std::any_of(root.table()->begin(), root.table()->end(), [&](const ConfigEntry& entry) {
      const ConfigNode* parent = ParentNode(root, entry.key);
      return parent != nullptr && *parent->text() == name;
    });
  });
  return leaves;
}

}  // namespace release
