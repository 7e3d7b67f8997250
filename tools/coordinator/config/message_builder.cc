#include "tools/coordinator/config/message_builder.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/scalar_value.h"

namespace release {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

nlohmann::json ToJson(const ConfigNode& node) {
  if (const auto* array = node.array()) {
    nlohmann::json out = nlohmann::json::array();
    for (const ConfigNode& item : *array) out.push_back(ToJson(item));
    return out;
  }
  if (const auto* table = node.table()) {
    nlohmann::json out = nlohmann::json::object();
    for (const ConfigEntry& entry : *table) out[entry.key] = ToJson(entry.value);
    return out;
  }
  if (node.text() != nullptr) return *node.text();
  if (node.boolean() != nullptr) return *node.boolean();
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) return *integer;
  if (const auto* large = std::get_if<std::uint64_t>(&node.value)) return *large;
  if (const auto* number = std::get_if<double>(&node.value)) return *number;
  return nullptr;
}

std::string Shown(std::string_view key) { return PrintableLine(key, 80); }

class Builder {
 public:
  explicit Builder(const MisfitSink& misfit) : misfit_(misfit) {}

  void Fill(const ConfigNode& node, const std::string& path, Message& message) {
    if (node.table() == nullptr) return WrongType(node, path, "a table");
    const Descriptor& type = *message.GetDescriptor();
    std::map<const google::protobuf::OneofDescriptor*, const ConfigEntry*> chosen;
    for (const ConfigEntry& entry : *node.table()) {
      const std::string at = path.empty() ? entry.key : Concat(path, ".", entry.key);
      const FieldDescriptor* field = type.FindFieldByName(entry.key);
      if (field == nullptr) {
        UnknownKey(entry, at, type);
        continue;
      }
      if (const auto* oneof = field->real_containing_oneof()) {
        // Of two sources the upper one wins and comes later; in one source it is a mistake.
        const auto [first, is_new] = chosen.emplace(oneof, &entry);
        if (!is_new && first->second->value.origin == entry.value.origin) {
          misfit_(entry.value, entry.key_span, at,
                  {.code = "CONFIG-CHOOSE-ONE",
                   .what = Concat("`", at, "` and `", first->second->key, "` exclude each other"),
                   .why = Concat("the schema allows one of `", oneof->name(), "`"),
                   .fix = "remove one of them"});
          continue;
        }
        first->second = &entry;
      }
      FillField(entry.value, at, *field, message);
    }
  }

 private:
  void FillField(const ConfigNode& node, const std::string& at, const FieldDescriptor& field,
                 Message& message) {
    if (field.is_map()) return FillMap(node, at, field, message);
    if (!field.is_repeated()) return FillOne(node, at, field, message);
    if (node.array() == nullptr) return WrongType(node, at, "an array");
    int index = 0;
    for (const ConfigNode& item : *node.array()) {
      FillOne(item, Concat(at, "[", index++, "]"), field, message);
    }
  }

  void FillMap(const ConfigNode& node, const std::string& at, const FieldDescriptor& field,
               Message& message) {
    if (node.table() == nullptr) return WrongType(node, at, "a table");
    const FieldDescriptor& key_field = *field.message_type()->map_key();
    const FieldDescriptor& value_field = *field.message_type()->map_value();
    for (const ConfigEntry& entry : *node.table()) {
      const std::string below = Concat(at, ".", entry.key);
      ConfigNode key;
      // Every key of a table is text; a map with numbers as keys reads it like `--set` does.
      key.value = entry.key;
      key.origin = ConfigOrigin::kOverride;
      key.span = entry.key_span;
      Message* item = message.GetReflection()->AddMessage(&message, &field);
      FillOne(key, below, key_field, *item);
      FillOne(entry.value, below, value_field, *item);
    }
  }

  // Sets, or adds when the field is repeated.
  void FillOne(const ConfigNode& node, const std::string& at, const FieldDescriptor& field,
               Message& message) {
    const Reflection& reflect = *message.GetReflection();
    const bool add = field.is_repeated();
    const auto put = [&](auto scalar, auto set_one, auto add_one) {
      if (!scalar.value.has_value()) return Misfit(node, at, scalar.out_of_range, scalar.wanted);
      add ? (reflect.*add_one)(&message, &field, *scalar.value)
          : (reflect.*set_one)(&message, &field, *scalar.value);
    };
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        return put(BooleanOf(node), &Reflection::SetBool, &Reflection::AddBool);
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto wide = SignedOf(node, std::numeric_limits<std::int32_t>::min(),
                                   std::numeric_limits<std::int32_t>::max());
        return put(Narrow<std::int32_t>(wide), &Reflection::SetInt32, &Reflection::AddInt32);
      }
      case FieldDescriptor::CPPTYPE_UINT32: {
        const auto wide = UnsignedOf(node, std::numeric_limits<std::uint32_t>::max());
        return put(Narrow<std::uint32_t>(wide), &Reflection::SetUInt32, &Reflection::AddUInt32);
      }
      case FieldDescriptor::CPPTYPE_INT64:
        return put(SignedOf(node, std::numeric_limits<std::int64_t>::min(),
                            std::numeric_limits<std::int64_t>::max()),
                   &Reflection::SetInt64, &Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT64:
        return put(UnsignedOf(node, std::numeric_limits<std::uint64_t>::max()),
                   &Reflection::SetUInt64, &Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return put(NumberOf(node), &Reflection::SetDouble, &Reflection::AddDouble);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return put(Narrow<float>(NumberOf(node)), &Reflection::SetFloat, &Reflection::AddFloat);
      case FieldDescriptor::CPPTYPE_ENUM:
        return put(EnumOf(node, *field.enum_type()), &Reflection::SetEnum, &Reflection::AddEnum);
      case FieldDescriptor::CPPTYPE_STRING:
        return put(field.type() == FieldDescriptor::TYPE_BYTES ? BytesOf(node) : TextOf(node),
                   &Reflection::SetString, &Reflection::AddString);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return FillSubmessage(node, at,
                              add ? *reflect.AddMessage(&message, &field)
                                  : *reflect.MutableMessage(&message, &field));
    }
  }

  template <typename T, typename Wide>
  static Scalar<T> Narrow(const Scalar<Wide>& wide) {
    Scalar<T> narrow{.value = {}, .out_of_range = wide.out_of_range, .wanted = wide.wanted};
    if (wide.value.has_value()) narrow.value = static_cast<T>(*wide.value);
    return narrow;
  }

  void FillSubmessage(const ConfigNode& node, const std::string& at, Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    if (type.full_name() == "google.protobuf.Duration") {
      const Scalar<absl::Duration> value = DurationOf(node);
      if (!value.value.has_value()) return Misfit(node, at, value.out_of_range, value.wanted);
      absl::Duration rest;
      const std::int64_t seconds = absl::IDivDuration(*value.value, absl::Seconds(1), &rest);
      const auto nanos = static_cast<std::int32_t>(absl::ToInt64Nanoseconds(rest));
      message.GetReflection()->SetInt64(&message, type.FindFieldByNumber(1), seconds);
      message.GetReflection()->SetInt32(&message, type.FindFieldByNumber(2), nanos);
      return;
    }
    if (type.full_name().starts_with("google.protobuf.")) {
      // The other well-known types have their own JSON, which protobuf itself reads best.
      const std::string json =
          ToJson(node).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      if (!google::protobuf::util::JsonStringToMessage(json, &message).ok()) {
        Misfit(node, at, false, Concat("the JSON form of ", type.full_name()));
      }
      return;
    }
    Fill(node, at, message);
  }

  void UnknownKey(const ConfigEntry& entry, const std::string& at, const Descriptor& type) {
    std::vector<std::string> names;
    for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
    misfit_(entry.value, entry.key_span, at,
            {.code = "CONFIG-UNKNOWN-KEY",
             .what = Concat("there is no setting `", Shown(at), "`"),
             .why = names.empty() ? Concat(type.full_name(), " has no fields")
                                  : Concat(type.full_name(), " has: ", absl::StrJoin(names, ", ")),
             .fix = Concat("correct or remove it", DidYouMean(entry.key, names))});
  }

  void Misfit(const ConfigNode& node, const std::string& at, bool out_of_range,
              const std::string& wanted) {
    if (!out_of_range) return WrongType(node, at, wanted);
    misfit_(node, node.span, at,
            {.code = "CONFIG-VALUE-RANGE",
             .what = Concat("the value of `", Shown(at), "` is not allowed"),
             .why = Concat("`", Shown(at), "` takes ", wanted),
             .fix = Concat("write ", wanted)});
  }

  void WrongType(const ConfigNode& node, const std::string& at, const std::string& wanted) {
    misfit_(node, node.span, at,
            {.code = "CONFIG-WRONG-TYPE",
             .what = Concat("`", Shown(at), "` is ", node.KindName(), ", not ", wanted),
             .why = Concat("`", Shown(at), "` takes ", wanted),
             .fix = Concat("write ", wanted, wanted == "a string" ? ": put it in quotes" : "")});
  }

  const MisfitSink& misfit_;
};

}  // namespace

void FillMessage(const ConfigNode& node, const std::string& path, Message& message,
                 const MisfitSink& misfit) {
  Builder(misfit).Fill(node, path, message);
}

}  // namespace release
