#include "tools/step_host/config_schema.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "nlohmann/json.hpp"
#include "proto/release/v1/options.pb.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Json = nlohmann::ordered_json;

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

// The field that `name` was meant to be, or all that there are.
std::string HintFor(const Descriptor& message, std::string_view name) {
  std::vector<std::string> names;
  std::optional<std::pair<size_t, std::string>> nearest;
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string& field = message.field(i)->name();
    names.push_back(field);
    const size_t distance = EditDistance(name, field);
    if (!nearest || distance < nearest->first) nearest = {distance, field};
  }
  if (nearest && nearest->first <= std::max<size_t>(2, name.size() / 3)) {
    return absl::StrCat("did you mean ", nearest->second, "?");
  }
  if (names.empty()) return "it has no fields";
  return absl::StrCat("fields: ", absl::StrJoin(names, ", "));
}

const FieldDescriptor* FieldNamed(const Descriptor& message, const std::string& name) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  return field != nullptr ? field : message.FindFieldByCamelcaseName(name);
}

// A message that JSON writes as an object of its fields; the well-known types have forms of their
// own.
bool IsPlainMessage(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_MESSAGE &&
         field.message_type()->file()->package() != "google.protobuf";
}

void FindUnknown(const Json& value, const Descriptor& message, const std::string& path,
                 std::vector<ConfigProblem>& problems) {
  if (!value.is_object()) return;  // a wrong type: protobuf's own parser says so
  for (const auto& [name, child] : value.items()) {
    const std::string at = path.empty() ? name : absl::StrCat(path, ".", name);
    const FieldDescriptor* field = FieldNamed(message, name);
    if (field == nullptr) {
      problems.push_back(
          {at, absl::StrCat("is no field of ", message.full_name()), HintFor(message, name)});
    } else if (field->is_map()) {
      const FieldDescriptor& element = *field->message_type()->map_value();
      if (!IsPlainMessage(element) || !child.is_object()) continue;
      for (const auto& [key, entry] : child.items()) {
        FindUnknown(entry, *element.message_type(), absl::StrCat(at, ".", key), problems);
      }
    } else if (IsPlainMessage(*field) && field->is_repeated() && child.is_array()) {
      for (size_t i = 0; i < child.size(); ++i) {
        FindUnknown(child[i], *field->message_type(), absl::StrCat(at, "[", i, "]"), problems);
      }
    } else if (IsPlainMessage(*field)) {
      FindUnknown(child, *field->message_type(), at, problems);
    }
  }
}

bool IsEmpty(const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.FieldSize(message, &field) == 0;
  if (field.type() == FieldDescriptor::TYPE_STRING || field.type() == FieldDescriptor::TYPE_BYTES) {
    return reflection.GetString(message, &field).empty();
  }
  return !reflection.HasField(message, &field);
}

void FindMissing(const Message& message, const std::string& path,
                 std::vector<ConfigProblem>& problems) {
  const Descriptor& type = *message.GetDescriptor();
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string at = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
    if (field.options().GetExtension(v1::required) && IsEmpty(message, field)) {
      problems.push_back({at, absl::StrCat("is required by ", type.full_name()),
                          absl::StrCat("give ", field.name(), " a value")});
    }
    if (!IsPlainMessage(field) || field.is_map()) continue;
    if (field.is_repeated()) {
      for (int j = 0; j < reflection.FieldSize(message, &field); ++j) {
        FindMissing(reflection.GetRepeatedMessage(message, &field, j),
                    absl::StrCat(at, "[", j, "]"), problems);
      }
    } else if (reflection.HasField(message, &field)) {
      FindMissing(reflection.GetMessage(message, &field), at, problems);
    }
  }
}

// Map fields in one order, so that the same values give the same fingerprint.
std::string Deterministic(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

absl::StatusOr<ConfigSchema> ConfigSchema::Of(const v1::Hello& hello) {
  ConfigSchema schema;
  schema.message_name_ = hello.config_message();
  if (schema.message_name_.empty()) return schema;

  auto invalid = [&](std::string why) {
    return Diagnose(
        absl::StatusCode::kInvalidArgument,
        {.code = "CONFIG-SCHEMA-INVALID",
         .what = absl::StrCat("the config schema of the plugin ", hello.plugin(), " is not usable"),
         .why = std::move(why),
         .fix = "rebuild the plugin with tools/sdk"});
  };
  google::protobuf::FileDescriptorSet files;
  if (!files.ParseFromString(hello.config_schema())) return invalid("it is no FileDescriptorSet");
  schema.pool_ = std::make_unique<google::protobuf::DescriptorPool>();
  for (const google::protobuf::FileDescriptorProto& file : files.file()) {
    if (schema.pool_->BuildFile(file) == nullptr) {
      return invalid(absl::StrCat("its file ", file.name(), " does not build"));
    }
  }
  schema.message_ = schema.pool_->FindMessageTypeByName(schema.message_name_);
  if (schema.message_ == nullptr) {
    return invalid(absl::StrCat("it does not define ", schema.message_name_));
  }
  schema.factory_ = std::make_unique<google::protobuf::DynamicMessageFactory>(schema.pool_.get());
  return schema;
}

EncodedConfig ConfigSchema::Encode(std::string_view json) const {
  EncodedConfig encoded;
  const Json value = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) {
    encoded.problems.push_back({"", "is no JSON object", "write {\"field\": value, ...}"});
    return encoded;
  }
  if (message_ == nullptr) {
    for (const auto& [name, child] : value.items()) {
      encoded.problems.push_back({name, "is no field: the plugin takes no config", "remove it"});
    }
    return encoded;
  }
  FindUnknown(value, *message_, "", encoded.problems);

  const std::unique_ptr<Message> message(factory_->GetPrototype(message_)->New());
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;  // they are found already, all of them
  const auto parsed = google::protobuf::util::JsonStringToMessage({json.data(), json.size()},
                                                                  message.get(), lenient);
  if (!parsed.ok()) {
    encoded.problems.push_back({"", std::string(parsed.message().data(), parsed.message().size()),
                                absl::StrCat("see the types in ", message_name_)});
    return encoded;
  }
  FindMissing(*message, "", encoded.problems);
  encoded.bytes = Deterministic(*message);
  return encoded;
}

}  // namespace release
