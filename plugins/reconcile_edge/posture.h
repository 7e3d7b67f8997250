// Who is met by bot protection: people's portals are, machines' host names are not.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_POSTURE_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_POSTURE_H_

#include "plugins/reconcile_edge/edge.h"

namespace release::reconcile_edge {

// Marks of our rules in the zone's ruleset; rules with another mark are left alone.
inline constexpr char kGuardRef[] = "release_guard_portals";
inline constexpr char kSkipRef[] = "release_open_hosts";

// Bot Fight Mode off for the zone; a rule that skips Super Bot Fight Mode for the open host names
// where the zone's plan has that; a rule that guards the portals.
void AddPosture(const Config& config, Items& items);

// Which bot protection the zone's plan has, in one line for people. Errors: those of the API.
absl::StatusOr<std::string> DescribePlan(Edge& edge);

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_POSTURE_H_
