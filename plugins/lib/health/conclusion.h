// The verdict of a step that looked at what is live: pass, fail or inconclusive.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_CONCLUSION_H_
#define RELEASE_PLUGINS_LIB_HEALTH_CONCLUSION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "plugins/lib/health/verdict.h"
#include "plugins/lib/health/watch.h"
#include "proto/release/v1/step.pb.h"
#include "tools/sdk/context.h"

namespace release::health {

// The commands that take the release back by going forward, a line each. Nothing is ever rolled
// back: production is fast-forward-only, and expand/contract migrations let the code before run on
// the schema after.
std::string ForwardFix(const v1::ReleaseFacts& release);

// The result of VERIFY when these targets were watched:
//   OK                   all have passed
//   FAILED_PRECONDITION  fail: one of them was seen, and is not as it should be
//   UNKNOWN              inconclusive: none is known to be wrong, but one could not be seen
// The diagnosis is that of the first that is wrong, else of the first that was not seen. Its
// evidence names all others, which are told in full as warnings, and what is live; its fix ends
// with the forward fix.
absl::Status Conclude(Context& context, const std::string& prefix,
                      const std::vector<Sighting>& sightings, int consecutive);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_CONCLUSION_H_
