#include "tools/coordinator/config/step_config.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/config_problem.h"
#include "tools/coordinator/config/json_reader.h"
#include "tools/coordinator/config/message_builder.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class Checker {
 public:
  explicit Checker(const StepConfigRequest& request) : request_(request) {}

  MisfitSink Sink() {
    return [this](const ConfigNode& node, const Span& span, const std::string& path,
                  ConfigProblemText text) { Add(node, span, path, std::move(text)); };
  }

  // Adds a problem for every required field that the merged table leaves out or leaves empty. A
  // value that is there and did not fit was told already.
  void CheckRequired(const ConfigNode& node, const std::string& path, const Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string at = path.empty() ? field.name() : Concat(path, ".", field.name());
      const ConfigNode* value = node.Find(field.name());
      if (PluginSchema::IsRequired(field) && (value == nullptr || IsEmpty(*value))) {
        AddMissing(value == nullptr ? node : *value, at, value != nullptr);
      }
      if (value == nullptr || field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
          field.is_map()) {
        continue;
      }
      CheckRequiredBelow(*value, at, field, message);
    }
  }

  absl::Status status() {
    SortProblems(problems_);
    return ProblemsStatus(problems_);
  }

 private:
  static bool IsEmpty(const ConfigNode& node) {
    return (node.text() != nullptr && node.text()->empty()) ||
           (node.array() != nullptr && node.array()->empty());
  }

  void CheckRequiredBelow(const ConfigNode& value, const std::string& at,
                          const FieldDescriptor& field, const Message& message) {
    const auto& reflect = *message.GetReflection();
    if (!field.is_repeated()) {
      if (value.table() != nullptr) CheckRequired(value, at, reflect.GetMessage(message, &field));
      return;
    }
    if (value.array() == nullptr) return;
    const int filled = reflect.FieldSize(message, &field);
    for (int i = 0; i < filled && i < static_cast<int>(value.array()->size()); ++i) {
      const ConfigNode& item = (*value.array())[static_cast<std::size_t>(i)];
      if (item.table() == nullptr) continue;
      CheckRequired(item, Concat(at, "[", i, "]"), reflect.GetRepeatedMessage(message, &field, i));
    }
  }

  void AddMissing(const ConfigNode& node, const std::string& path, bool is_empty) {
    const std::string table = Concat(request_.environment->name, ".steps.", request_.step);
    ConfigProblemText text = {
        .code = "CONFIG-MISSING-FIELD",
        .what = is_empty ? Concat("`", path, "` of step `", request_.step, "` is empty")
                         : Concat("step `", request_.step, "` needs `", path, "`"),
        .why = Concat("the schema of ", request_.plugin_label, " requires it, and neither ",
                      request_.step_label, " nor [", table, "] in ",
                      request_.environment->source->display(), " gives a value"),
        .fix = Concat("write `", path, " = ...` under [", table, "], or in `config` of ",
                      request_.step_label)};
    v1::Diagnosis diagnosis = ConfigProblem(std::move(text));
    if (node.origin == ConfigOrigin::kFile && node.span.line > 0) {
      *diagnosis.mutable_place() = request_.environment->source->At(node.span);
    }
    problems_.Add(std::move(diagnosis));
  }

  void Add(const ConfigNode& node, const Span& span, const std::string& path,
           ConfigProblemText text) {
    text.what = Concat("step `", request_.step, "`: ", text.what);
    switch (node.origin) {
      case ConfigOrigin::kFile:
        text.why = Concat(text.why, " (the schema is that of ", request_.plugin_label, ")");
        problems_.Add(ConfigProblemAt(*request_.environment->source, span, std::move(text)));
        return;
      case ConfigOrigin::kBuild:
        text.why = Concat("`config` of ", request_.step_label, " does not fit the schema of ",
                          request_.plugin_label, ": ", text.why);
        break;
      case ConfigOrigin::kOverride:
        text.why = Concat("`--set steps.", request_.step, ".", path,
                          "` does not fit the schema of ", request_.plugin_label, ": ", text.why);
        break;
    }
    problems_.Add(ConfigProblem(std::move(text)));
  }

  const StepConfigRequest& request_;
  Problems problems_;
};

std::string DeterministicBytes(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream out(&bytes);
  google::protobuf::io::CodedOutputStream coded(&out);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

absl::StatusOr<StepConfig> BuildStepConfig(const PluginSchema& schema,
                                           const StepConfigRequest& request) {
  absl::StatusOr<ConfigNode> merged = ReadJsonObject(request.config_json);
  if (!merged.ok()) return merged.status();
  if (request.environment != nullptr) {
    const auto found = request.environment->steps.find(request.step);
    if (found != request.environment->steps.end()) {
      *merged = Overlay(*std::move(merged), found->second);
    }
  }
  const std::unique_ptr<Message> message = schema.NewConfig();
  Checker checker(request);
  const MisfitSink sink = checker.Sink();
  FillMessage(*merged, "", *message, sink);
  if (request.environment != nullptr) checker.CheckRequired(*merged, "", *message);
  if (absl::Status status = checker.status(); !status.ok()) return status;

  StepConfig config;
  config.bytes = DeterministicBytes(*message);
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!google::protobuf::util::MessageToJsonString(*message, &config.json, options).ok()) {
    return Diagnose(absl::StatusCode::kInternal,
                    {.code = "CONFIG-NOT-SHOWN",
                     .what = Concat("the config of step `", request.step, "` cannot be shown"),
                     .why = "protobuf could not write it as JSON",
                     .fix = Concat("simplify the config message of ", request.plugin_label)});
  }
  return config;
}

}  // namespace release
