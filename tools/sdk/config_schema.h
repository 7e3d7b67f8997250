// The schema of a config message in a form that travels.
#ifndef RELEASE_TOOLS_SDK_CONFIG_SCHEMA_H_
#define RELEASE_TOOLS_SDK_CONFIG_SCHEMA_H_

#include <string>

#include "google/protobuf/descriptor.h"

namespace release {

// A serialized google.protobuf.FileDescriptorSet that defines `message` and all its file imports,
// imports first. The same bytes for the same schema.
std::string ConfigSchemaOf(const google::protobuf::Descriptor& message);

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_CONFIG_SCHEMA_H_
