#include "tools/step_host/diagnosis_line.h"

#include "google/protobuf/util/json_util.h"

namespace release {
namespace {

constexpr std::string_view kPrefix = "step-host-diagnosis: ";

}  // namespace

std::string DiagnosisLine(const v1::Diagnosis& diagnosis) {
  std::string json;
  // Cannot fail: the message has no Any and no time, and its texts are UTF-8.
  (void)google::protobuf::util::MessageToJsonString(diagnosis, &json);
  return std::string(kPrefix) + json + "\n";
}

std::optional<v1::Diagnosis> ParseDiagnosisLine(std::string_view line) {
  if (!line.starts_with(kPrefix)) return std::nullopt;
  line.remove_prefix(kPrefix.size());
  v1::Diagnosis diagnosis;
  const auto read =
      google::protobuf::util::JsonStringToMessage({line.data(), line.size()}, &diagnosis);
  if (!read.ok()) return std::nullopt;
  return diagnosis;
}

}  // namespace release
