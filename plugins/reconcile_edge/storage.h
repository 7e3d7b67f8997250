// R2 buckets.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_STORAGE_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_STORAGE_H_

#include "plugins/reconcile_edge/edge.h"

namespace release::reconcile_edge {

// Each bucket of the config exists.
void AddBuckets(const Config& config, Items& items);

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_STORAGE_H_
