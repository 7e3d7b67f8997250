// Does a Work: brings the inputs in, runs the steps, takes the results out.
#ifndef RELEASE_TOOLS_BUNDLE_WORKSHOP_WORKSHOP_H_
#define RELEASE_TOOLS_BUNDLE_WORKSHOP_WORKSHOP_H_

#include "absl/status/status.h"
#include "tools/bundle/workshop/work.pb.h"

namespace release::bundle {

// Enters the room (room.h), so a process does one work. Steps run one after the other with an
// environment that has nothing of the caller's, and no telemetry or update check. Errors:
//   WORKSHOP-TOOL-MISSING  the tree lacks the package that a step needs
//   WORKSHOP-STEP-FAILED   a step ended badly; its last lines are the evidence
//   WORKSHOP-NO-RESULT     the steps ended well and left no result
//   and those of room.h
absl::Status DoWork(const Work& work);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_WORKSHOP_WORKSHOP_H_
