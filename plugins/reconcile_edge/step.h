// The reconcile-edge step: what stands at the edge besides what is deployed there.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_STEP_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_STEP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/reconcile_edge/config.pb.h"
#include "tools/sdk/step.h"

namespace release::reconcile_edge {

// Adds and repairs; deletes nothing. README.md has the details.
class ReconcileEdgeStep : public Step<Config> {
 public:
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override;
  absl::Status Plan(Context& context) override;
  absl::Status Apply(Context& context) override;
  absl::Status Verify(Context& context) override;
};

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_STEP_H_
