#include "tools/step_host/emission.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"

namespace release {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

absl::Status Refused(std::string code, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = std::move(code),
                   .what = "the plugin emitted something that is no message of host.proto",
                   .why = std::move(why),
                   .fix = "emit a log, progress, change, output or warning of at most 4 MiB, with "
                          "UTF-8 texts"});
}

// The bytes of field `number`, each time it occurs.
std::vector<std::string> Occurrences(const UnknownFieldSet& fields, int number) {
  std::vector<std::string> found;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.number() == number && field.type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      found.push_back(field.length_delimited());
    }
  }
  return found;
}

// A log line whose text may be any bytes: read field by field, because protobuf refuses a string
// that is no UTF-8.
std::optional<v1::LogLine> ReadBinaryLine(const std::string& bytes) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) return std::nullopt;
  std::string text;
  for (std::string& value : Occurrences(fields, v1::LogLine::kTextFieldNumber)) {
    text = std::move(value);
  }
  fields.DeleteByNumber(v1::LogLine::kTextFieldNumber);
  std::string rest;
  v1::LogLine line;
  if (!fields.SerializeToString(&rest) || !line.ParseFromString(rest)) return std::nullopt;
  line.set_text(std::move(text));
  return line;
}

std::optional<v1::HostMessage> ReadBinaryLog(release_bytes bytes) {
  UnknownFieldSet outer;
  if (!outer.ParseFromArray(bytes.data, static_cast<int>(bytes.size))) return std::nullopt;
  const std::vector<std::string> logs = Occurrences(outer, v1::HostMessage::kLogFieldNumber);
  if (logs.empty() || outer.field_count() != static_cast<int>(logs.size())) return std::nullopt;
  v1::HostMessage message;
  for (const std::string& log : logs) {
    UnknownFieldSet batch;
    if (!batch.ParseFromString(log)) return std::nullopt;
    for (const std::string& each : Occurrences(batch, v1::LogBatch::kLinesFieldNumber)) {
      std::optional<v1::LogLine> line = ReadBinaryLine(each);
      if (!line) return std::nullopt;
      *message.mutable_log()->add_lines() = *std::move(line);
    }
  }
  return message;
}

std::string Printable(const std::string& text, Newlines newlines) {
  return newlines == Newlines::kReplace ? PrintableLine(text)
                                        : absl::StrJoin(PrintableLines(text), "\n");
}

}  // namespace

void MakePrintable(google::protobuf::Message& message, Newlines newlines) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
        MakePrintable(field->is_repeated() ? *reflection.MutableRepeatedMessage(&message, field, i)
                                           : *reflection.MutableMessage(&message, field),
                      newlines);
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        if (field->is_repeated()) {
          reflection.SetRepeatedString(
              &message, field, i,
              Printable(reflection.GetRepeatedString(message, field, i), newlines));
        } else {
          reflection.SetString(&message, field,
                               Printable(reflection.GetString(message, field), newlines));
        }
      }
    }
  }
}

absl::StatusOr<v1::HostMessage> ReadEmission(release_bytes bytes, uint64_t call_id) {
  if (bytes.size > kMaxMessage) {
    return Refused("HOST-EMIT-TOO-LARGE",
                   absl::StrCat(bytes.size, " bytes, at most ", kMaxMessage));
  }
  v1::HostMessage message;
  if (!message.ParseFromArray(bytes.data, static_cast<int>(bytes.size))) {
    std::optional<v1::HostMessage> log = ReadBinaryLog(bytes);
    if (!log) {
      return Refused("HOST-EMIT-UNREADABLE", absl::StrCat(bytes.size, " bytes that do not parse"));
    }
    message = *std::move(log);
  }
  switch (message.message_case()) {
    case v1::HostMessage::kLog:  // its lines are made printable one by one
      message.mutable_log()->set_call_id(call_id);
      return message;
    case v1::HostMessage::kProgress:
      message.mutable_progress()->set_call_id(call_id);
      MakePrintable(message, Newlines::kReplace);
      return message;
    case v1::HostMessage::kChange:
      message.mutable_change()->set_call_id(call_id);
      MakePrintable(message, Newlines::kReplace);
      return message;
    case v1::HostMessage::kWarning:
      message.mutable_warning()->set_call_id(call_id);
      MakePrintable(message, Newlines::kKeep);
      return message;
    case v1::HostMessage::kOutput:
      message.mutable_output()->set_call_id(call_id);
      message.mutable_output()->set_name(PrintableLine(message.output().name()));
      return message;
    case v1::HostMessage::MESSAGE_NOT_SET:
      return Refused("HOST-EMIT-KIND", "the kind of message is not known to this host");
    default:
      return Refused("HOST-EMIT-KIND", "only the host itself says hello, heartbeat and result");
  }
}

}  // namespace release
