#include "tools/coordinator/config/json_reader.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

using Json = nlohmann::ordered_json;

ConfigNode Convert(const Json& json) {
  ConfigNode node;
  node.origin = ConfigOrigin::kBuild;
  switch (json.type()) {
    case Json::value_t::string:
      node.value = json.get<std::string>();
      break;
    case Json::value_t::number_integer:
      node.value = json.get<std::int64_t>();
      break;
    case Json::value_t::number_unsigned:
      node.value = json.get<std::uint64_t>();
      break;
    case Json::value_t::number_float:
      node.value = json.get<double>();
      break;
    case Json::value_t::boolean:
      node.value = json.get<bool>();
      break;
    case Json::value_t::array: {
      ConfigNode::Array items;
      for (const Json& item : json) items.push_back(Convert(item));
      node.value = std::move(items);
      break;
    }
    case Json::value_t::object: {
      ConfigNode::Table entries;
      for (const auto& [key, value] : json.items()) {
        entries.push_back({.key = key, .key_span = {}, .value = Convert(value)});
      }
      node.value = std::move(entries);
      break;
    }
    default:
      node.value = ConfigNode::Null{};
  }
  return node;
}

}  // namespace

absl::StatusOr<ConfigNode> ReadJsonObject(std::string_view text) {
  const Json json = text.empty() ? Json::object()
                                 : Json::parse(text.begin(), text.end(), nullptr,
                                               /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "CONFIG-NOT-JSON",
                     .what = "the step's config from the build is not a JSON object",
                     .why = "release_step writes it from its `config` dictionary",
                     .fix = "build the pipeline again; do not edit the manifest"});
  }
  return Convert(json);
}

}  // namespace release
