#include "tools/localcloud/cloudflare/pages/stages.h"

#include <cstdint>

#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

using nlohmann::json;

json StagesOf(const json& deployment) {
  json stages = json::array();
  for (const char* name : {"queued", "initialize", "clone_repo", "build"}) {
    stages.push_back({{"name", name},
                      {"started_on", deployment["created_on"]},
                      {"ended_on", deployment["created_on"]},
                      {"status", "success"}});
  }
  json last = {{"name", "deploy"},
               {"started_on", deployment["created_on"]},
               {"ended_on", nullptr},
               {"status", "active"}};
  if (deployment["done"] == true) {
    last["status"] = deployment["end_status"];
    last["ended_on"] =
        Call::Timestamp(absl::FromUnixMillis(deployment["ends_at_ms"].get<int64_t>()));
  }
  stages.push_back(last);
  return stages;
}

}  // namespace release::cloud
