#include "tools/step_host/describe.h"

#include "google/protobuf/util/json_util.h"

namespace release {

absl::StatusOr<std::string> HelloAsJson(v1::Hello hello) {
  hello.clear_pid();
  std::string json;
  const auto written = google::protobuf::util::MessageToJsonString(hello, &json);
  if (!written.ok()) return absl::InternalError(written.ToString());
  return json + "\n";
}

}  // namespace release
