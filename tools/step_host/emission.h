// Bytes that a plugin emitted, checked and made safe before they leave the process.
#ifndef RELEASE_TOOLS_STEP_HOST_EMISSION_H_
#define RELEASE_TOOLS_STEP_HOST_EMISSION_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "proto/release/v1/host.pb.h"
#include "tools/abi/step_plugin.h"

namespace release {

// Bound of every message of host.proto. Bytes.
inline constexpr size_t kMaxMessage = 4 << 20;

// The message in `bytes`, with the call's id. A log, progress, change, output or warning; every
// text in it is printable, but for the value of an output.
// Log lines that are no UTF-8 are repaired. Errors: HOST-EMIT-TOO-LARGE, HOST-EMIT-UNREADABLE,
// HOST-EMIT-KIND.
absl::StatusOr<v1::HostMessage> ReadEmission(release_bytes bytes, uint64_t call_id);

enum class Newlines { kKeep, kReplace };

// Makes every string field of `message` printable, each line of it at most kMaxLogLine bytes.
void MakePrintable(google::protobuf::Message& message, Newlines newlines);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_EMISSION_H_
