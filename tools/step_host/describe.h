// What a plugin says of itself, for the build and for people.
#ifndef RELEASE_TOOLS_STEP_HOST_DESCRIBE_H_
#define RELEASE_TOOLS_STEP_HOST_DESCRIBE_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/release/v1/host.pb.h"

namespace release {

// The hello as canonical proto JSON, one line, without `pid`: the same bytes for the same plugin.
absl::StatusOr<std::string> HelloAsJson(v1::Hello hello);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_DESCRIBE_H_
