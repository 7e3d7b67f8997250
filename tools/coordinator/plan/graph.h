// The graph of a pipeline: who comes after whom.
//
// Pure: no clock, disk, process or network, here and in all of tools/coordinator/plan.
#ifndef RELEASE_TOOLS_COORDINATOR_PLAN_GRAPH_H_
#define RELEASE_TOOLS_COORDINATOR_PLAN_GRAPH_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/manifest.pb.h"

namespace release {

// The number of a step: its place in the order in which people read them, from 0.
using StepIndex = std::size_t;

// Immutable; safe to read from any thread.
class StepGraph {
 public:
  // Fails with every problem (tools/coordinator/problems) of the graph: a pipeline without steps, a
  // name used twice, an `after` that names no step, a cycle.
  static absl::StatusOr<StepGraph> Of(const v1::PipelineManifest& manifest);

  std::size_t size() const { return steps_.size(); }

  const std::string& name(StepIndex step) const { return steps_[step].name; }

  // Position of the step in PipelineManifest.steps.
  int manifest_position(StepIndex step) const { return steps_[step].manifest_position; }

  // Nothing when no step has this name.
  std::optional<StepIndex> Find(std::string_view name) const;

  // Direct neighbours, ascending. Every step in after(s) is below s: the numbers are a topological
  // order, and among steps that are free to go it is the manifest's order.
  const std::vector<StepIndex>& after(StepIndex step) const { return steps_[step].after; }
  const std::vector<StepIndex>& before(StepIndex step) const { return steps_[step].before; }

  // All names, in order.
  std::vector<std::string> Names() const;

 private:
  struct Step {
    std::string name;
    int manifest_position = 0;
    std::vector<StepIndex> after;
    std::vector<StepIndex> before;
  };

  std::vector<Step> steps_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_PLAN_GRAPH_H_
