// Redactor::RedactMessage: a walk over a message by its descriptor.
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "proto/release/v1/options.pb.h"
#include "tools/coordinator/redaction/redactor.h"

namespace release {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void RedactString(const Redactor& redactor, Message* message, const FieldDescriptor* field) {
  const Reflection* reflection = message->GetReflection();
  std::string scratch;
  if (!field->is_repeated()) {
    const std::string& text = reflection->GetStringReference(*message, field, &scratch);
    std::string redacted = redactor.Redact(text);
    if (redacted != text) reflection->SetString(message, field, std::move(redacted));
    return;
  }
  for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
    const std::string& text = reflection->GetRepeatedStringReference(*message, field, i, &scratch);
    std::string redacted = redactor.Redact(text);
    if (redacted != text) reflection->SetRepeatedString(message, field, i, std::move(redacted));
  }
}

void RedactSubmessages(const Redactor& redactor, Message* message, const FieldDescriptor* field) {
  const Reflection* reflection = message->GetReflection();
  if (!field->is_repeated()) {
    redactor.RedactMessage(reflection->MutableMessage(message, field));
    return;
  }
  // Entries of a map are messages with a key and a value.
  for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
    redactor.RedactMessage(reflection->MutableRepeatedMessage(message, field, i));
  }
}

}  // namespace

void Redactor::RedactMessage(Message* message) const {
  std::vector<const FieldDescriptor*> fields;  // those that are set
  message->GetReflection()->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->options().GetExtension(v1::secret)) {
      message->GetReflection()->ClearField(message, field);
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      RedactString(*this, message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      RedactSubmessages(*this, message, field);
    }
  }
}

}  // namespace release
