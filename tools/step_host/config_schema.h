// A plugin's config message, built from the schema in its hello: JSON that people wrote becomes the
// bytes that the plugin reads, and what does not fit is told in the schema's own words.
#ifndef RELEASE_TOOLS_STEP_HOST_CONFIG_SCHEMA_H_
#define RELEASE_TOOLS_STEP_HOST_CONFIG_SCHEMA_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "proto/release/v1/host.pb.h"

namespace release {

// One thing in a config that its schema refuses.
struct ConfigProblem {
  std::string field;    // path with dots: `retry.attempts`, `paths[2]`; empty: the whole config
  std::string problem;  // `is no field of release.hello.Config`
  std::string hint;     // `did you mean greeting?`, `fields: greeting, path`
};

struct EncodedConfig {
  std::string bytes;  // serialized config; only good without problems
  std::vector<ConfigProblem> problems;
};

// Threads: const functions may be called at once.
class ConfigSchema {
 public:
  // Errors: INVALID_ARGUMENT, CONFIG-SCHEMA-INVALID, when the schema does not define the message.
  // A plugin without a config (`config_message` is empty) accepts only `{}`.
  static absl::StatusOr<ConfigSchema> Of(const v1::Hello& hello);

  ConfigSchema(ConfigSchema&&) = default;
  ConfigSchema& operator=(ConfigSchema&&) = default;

  // Reads a JSON object and collects everything that does not fit, in the order of the text:
  // no JSON, an unknown field, a wrong type, a (release.v1.required) field that is not there or
  // empty. The same bytes for the same values.
  EncodedConfig Encode(std::string_view json) const;

 private:
  ConfigSchema() = default;

  std::string message_name_;
  std::unique_ptr<google::protobuf::DescriptorPool> pool_;
  std::unique_ptr<google::protobuf::DynamicMessageFactory> factory_;
  const google::protobuf::Descriptor* message_ = nullptr;  // absent: no config
};

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_CONFIG_SCHEMA_H_
