#include "tools/localcloud/engine/instance_type.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace release::cloud {
namespace {

// The vendor's table, with the older names.
constexpr std::pair<std::string_view, uint64_t> kMebibytes[] = {
    {"lite", 256},        {"dev", 256},         {"basic", 1024},      {"standard", 4096},
    {"standard-1", 4096}, {"standard-2", 6144}, {"standard-3", 8192}, {"standard-4", 12288}};

constexpr uint64_t kMostMebibytes = 1 << 20;

}  // namespace

InstanceType InstanceTypeOf(const nlohmann::json& configuration) {
  if (!configuration.is_object())
    return {.name = "lite", .memory_bytes = kMebibytes[0].second << 20};
  if (const auto own = configuration.find("memory_mib");
      own != configuration.end() && own->is_number_integer() && own->get<int64_t>() > 0) {
    return {.name = "custom", .memory_bytes = std::min(own->get<uint64_t>(), kMostMebibytes) << 20};
  }
  const auto type = configuration.find("instance_type");
  const std::string name =
      type != configuration.end() && type->is_string() ? type->get<std::string>() : "lite";
  for (const auto& [known, mebibytes] : kMebibytes) {
    if (name == known) return {.name = name, .memory_bytes = mebibytes << 20};
  }
  return {.name = name};
}

}  // namespace release::cloud
