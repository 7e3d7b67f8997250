// How large an instance of a container application is.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCE_TYPE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCE_TYPE_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace release::cloud {

struct InstanceType {
  std::string name;           // "lite"; "custom" when the configuration gives numbers
  uint64_t memory_bytes = 0;  // 0: no limit
};

// Of an application's configuration: its `instance_type`, or its `memory_mib`. One that says
// neither is a `lite`, as at the vendor; one that is not known has no limit.
InstanceType InstanceTypeOf(const nlohmann::json& configuration);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCE_TYPE_H_
