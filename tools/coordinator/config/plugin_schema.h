// The config message of a plugin, as its Hello describes it.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_PLUGIN_SCHEMA_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_PLUGIN_SCHEMA_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace release {

// Owns its descriptors. Immutable; safe to read from any thread. Must outlive the messages that
// NewConfig made.
class PluginSchema {
 public:
  // `schema` is a serialized google.protobuf.FileDescriptorSet (Hello.config_schema), in any order;
  // `message` its config message (Hello.config_message). `plugin` names the plugin in diagnoses.
  // Fails with CONFIG-SCHEMA-BROKEN when they do not fit together.
  static absl::StatusOr<std::unique_ptr<PluginSchema>> Of(std::string_view plugin,
                                                          std::string_view schema,
                                                          std::string_view message);

  const google::protobuf::Descriptor& config() const { return *config_; }

  std::unique_ptr<google::protobuf::Message> NewConfig() const;

  // True for a field with the option (release.v1.required).
  static bool IsRequired(const google::protobuf::FieldDescriptor& field);

 private:
  PluginSchema() = default;

  google::protobuf::DescriptorPool pool_;
  // Makes prototypes on demand, behind a lock of its own.
  mutable google::protobuf::DynamicMessageFactory factory_{&pool_};
  const google::protobuf::Descriptor* config_ = nullptr;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_PLUGIN_SCHEMA_H_
