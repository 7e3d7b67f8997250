#include "tools/coordinator/plan/graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/base/suggest.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

using Manifest = v1::PipelineManifest;

v1::Diagnosis Problem(std::string code, std::string what, std::string why, std::string fix) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::move(code));
  diagnosis.set_what(std::move(what));
  diagnosis.set_why(std::move(why));
  diagnosis.set_fix(std::move(fix));
  diagnosis.set_retry(v1::RETRY_NEVER);
  return diagnosis;
}

// Position of each name in the manifest; the first one when a name is there twice.
using Positions = std::map<std::string, int, std::less<>>;

Positions NamesOf(const Manifest& manifest, Problems& problems) {
  Positions positions;
  for (int i = 0; i < manifest.steps_size(); ++i) {
    const v1::StepSpec& step = manifest.steps(i);
    const auto [first, is_new] = positions.emplace(step.name(), i);
    if (is_new) continue;
    problems.Add(Problem(
        "PLAN-STEP-TWICE", absl::StrCat("two steps are called `", step.name(), "`"),
        absl::StrCat("they are ", manifest.steps(first->second).label(), " and ", step.label()),
        "give one of them another name"));
  }
  return positions;
}

void CheckAfter(const Manifest& manifest, const Positions& positions, Problems& problems) {
  std::vector<std::string> names;
  for (const v1::StepSpec& step : manifest.steps()) names.push_back(step.name());
  for (const v1::StepSpec& step : manifest.steps()) {
    for (const std::string& after : step.after()) {
      if (positions.contains(after)) continue;
      problems.Add(
          Problem("PLAN-AFTER-UNKNOWN",
                  absl::StrCat("step `", step.name(), "` comes after `", after,
                               "`, which this pipeline does not have"),
                  absl::StrCat("it has: ", absl::StrJoin(names, ", ")),
                  absl::StrCat("change `after` of ", step.label(), DidYouMean(after, names))));
    }
  }
}

// One cycle among the steps that no topological order could take: from any of them, going to a
// predecessor that was not taken either must come back to a step already seen.
std::vector<int> CycleAmong(const Manifest& manifest, const Positions& positions,
                            const std::set<int>& left) {
  std::vector<int> path;
  int at = *left.begin();
  while (std::find(path.begin(), path.end(), at) == path.end()) {
    path.push_back(at);
    for (const std::string& after : manifest.steps(at).after()) {
      const int before = positions.find(after)->second;
      if (left.contains(before)) {
        at = before;
        break;
      }
    }
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), at));
  // It was walked backwards; people read forwards.
  std::reverse(path.begin(), path.end());
  std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
  path.push_back(path.front());
  return path;
}

// Positions in topological order; among free steps the manifest's order. Steps of a cycle are not
// in the result.
std::vector<int> Sorted(const Manifest& manifest, const Positions& positions) {
  std::vector<int> order;
  std::set<int> taken;
  bool moved = true;
  while (moved) {
    moved = false;
    for (int i = 0; i < manifest.steps_size() && !moved; ++i) {
      const auto& after = manifest.steps(i).after();
      if (taken.contains(i)) continue;
      if (std::all_of(after.begin(), after.end(), [&](const std::string& name) {
            return taken.contains(positions.find(name)->second);
          })) {
        order.push_back(i);
        taken.insert(i);
        moved = true;
      }
    }
  }
  return order;
}

v1::Diagnosis CycleProblem(const Manifest& manifest, const std::vector<int>& cycle) {
  std::vector<std::string> names;
  std::vector<std::string> labels;
  for (const int i : cycle) {
    names.push_back(manifest.steps(i).name());
    labels.push_back(manifest.steps(i).label());
  }
  labels.pop_back();
  return Problem("PLAN-CYCLE",
                 absl::StrCat("the steps wait for each other: ", absl::StrJoin(names, " -> ")),
                 "each step comes after the one before it, so none of them could ever start",
                 absl::StrCat("remove one `after` from: ", absl::StrJoin(labels, ", ")));
}

}  // namespace

absl::StatusOr<StepGraph> StepGraph::Of(const Manifest& manifest) {
  Problems problems;
  if (manifest.steps().empty()) {
    problems.Add(Problem("PLAN-NO-STEPS", "the pipeline has no steps",
                         absl::StrCat("the manifest of ", manifest.label(), " lists none"),
                         "name at least one release_step in `steps` of the release_pipeline"));
  }
  const Positions positions = NamesOf(manifest, problems);
  CheckAfter(manifest, positions, problems);
  if (!problems.empty()) return ProblemsStatus(problems);

  const std::vector<int> order = Sorted(manifest, positions);
  if (order.size() < static_cast<std::size_t>(manifest.steps_size())) {
    std::set<int> left;
    for (int i = 0; i < manifest.steps_size(); ++i) left.insert(i);
    for (const int i : order) left.erase(i);
    problems.Add(CycleProblem(manifest, CycleAmong(manifest, positions, left)));
    return ProblemsStatus(problems);
  }

  StepGraph graph;
  graph.steps_.resize(order.size());
  std::map<std::string_view, StepIndex> numbers;
  for (StepIndex i = 0; i < order.size(); ++i) numbers[manifest.steps(order[i]).name()] = i;
  for (StepIndex i = 0; i < order.size(); ++i) {
    const v1::StepSpec& spec = manifest.steps(order[i]);
    graph.steps_[i].name = spec.name();
    graph.steps_[i].manifest_position = order[i];
    std::set<StepIndex> after;
    for (const std::string& name : spec.after()) after.insert(numbers[name]);
    graph.steps_[i].after.assign(after.begin(), after.end());
    for (const StepIndex before : after) graph.steps_[before].before.push_back(i);
  }
  return graph;
}

std::optional<StepIndex> StepGraph::Find(std::string_view name) const {
  for (StepIndex i = 0; i < steps_.size(); ++i) {
    if (steps_[i].name == name) return i;
  }
  return std::nullopt;
}

std::vector<std::string> StepGraph::Names() const {
  std::vector<std::string> names;
  for (const Step& step : steps_) names.push_back(step.name);
  return names;
}

}  // namespace release
