// A release as it stands, drawn from its events.
#ifndef RELEASE_TOOLS_COORDINATOR_SERVICE_RELEASE_VIEW_H_
#define RELEASE_TOOLS_COORDINATOR_SERVICE_RELEASE_VIEW_H_

#include <vector>

#include "proto/release/v1/event.pb.h"
#include "proto/release/v1/releases.pb.h"

namespace release {

// `events` are all durable events of one release, in order, at least one.
// `live`: a coordinator is at work on it now; without one an unfinished release
// is UNFINISHED and its started steps are in doubt.
v1::Release ViewOf(const std::vector<v1::Event>& events, bool live);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_SERVICE_RELEASE_VIEW_H_
