// Whether a host is the one that the manifest means.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_GREETING_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_GREETING_H_

#include "absl/status/status.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/manifest.pb.h"

namespace release {

// OK, or a diagnosis that names both sides: PROTOCOL-VERSION, PLUGIN-NAME,
// PLUGIN-DIGEST, PLUGIN-CONFIG-TYPE.
absl::Status CheckHello(const v1::StepSpec& step, const v1::Hello& hello);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_GREETING_H_
