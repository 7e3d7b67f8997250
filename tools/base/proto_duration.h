// absl::Duration and google.protobuf.Duration.
#ifndef RELEASE_TOOLS_BASE_PROTO_DURATION_H_
#define RELEASE_TOOLS_BASE_PROTO_DURATION_H_

#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"

namespace release {

inline google::protobuf::Duration ToProto(absl::Duration duration) {
  return google::protobuf::util::TimeUtil::NanosecondsToDuration(
      absl::ToInt64Nanoseconds(duration));
}

inline absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Nanoseconds(google::protobuf::util::TimeUtil::DurationToNanoseconds(duration));
}

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_PROTO_DURATION_H_
