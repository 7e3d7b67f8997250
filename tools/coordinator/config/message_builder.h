// ConfigNode to protobuf message, field by field, each misfit told where it stands.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_MESSAGE_BUILDER_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_MESSAGE_BUILDER_H_

#include <google/protobuf/message.h>

#include <functional>
#include <string>

#include "tools/coordinator/config/config_node.h"
#include "tools/coordinator/config/config_problem.h"

namespace release {

// Takes a problem of the value at `path` ("retry.max", "hosts[2]"). `span` is what to underline; it
// is the key of an unknown key, else the value.
using MisfitSink = std::function<void(const ConfigNode& node, const Span& span,
                                      const std::string& path, ConfigProblemText text)>;

// Fills `message` from the table `node`. Fields are named as in the .proto file; there is no second
// spelling. Fields that do not fit are reported to `misfit` and stay unset.
void FillMessage(const ConfigNode& node, const std::string& path,
                 google::protobuf::Message& message, const MisfitSink& misfit);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_MESSAGE_BUILDER_H_
