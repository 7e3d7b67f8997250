// Whether the step's config makes sense.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_SETTINGS_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_SETTINGS_H_

#include <string>

#include "absl/status/status.h"
#include "plugins/reconcile_edge/config.pb.h"

namespace release::reconcile_edge {

// Error: EDGE-CONFIG, naming the field.
absl::Status CheckConfig(const Config& config);

std::string TokenSecret(const Config& config);

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_SETTINGS_H_
