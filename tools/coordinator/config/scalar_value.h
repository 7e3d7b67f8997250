// One ConfigNode as one C++ value of the kind that a protobuf field wants.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_SCALAR_VALUE_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_SCALAR_VALUE_H_

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/time/time.h"
#include "tools/coordinator/config/config_node.h"

namespace release {

// A value, or why there is none.
template <typename T>
struct Scalar {
  std::optional<T> value = {};
  bool out_of_range = false;  // right kind, but the field cannot hold it
  std::string wanted = {};    // "an integer from 0 to 4294967295"; set when there is no value
};

// Text from `--set` is read as the wanted kind; every other source must have it. JSON of the build
// may write 64-bit integers as decimal text.
Scalar<bool> BooleanOf(const ConfigNode& node);
Scalar<std::int64_t> SignedOf(const ConfigNode& node, std::int64_t least, std::int64_t most);
Scalar<std::uint64_t> UnsignedOf(const ConfigNode& node, std::uint64_t most);
Scalar<double> NumberOf(const ConfigNode& node);
Scalar<std::string> TextOf(const ConfigNode& node);
Scalar<std::string> BytesOf(const ConfigNode& node);  // from base64

// From "10m", "1h30m", "1.5s", "500ms".
Scalar<absl::Duration> DurationOf(const ConfigNode& node);

// By name of the value.
Scalar<const google::protobuf::EnumValueDescriptor*> EnumOf(
    const ConfigNode& node, const google::protobuf::EnumDescriptor& type);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_SCALAR_VALUE_H_
