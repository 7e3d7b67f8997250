#include "tools/coordinator/config/plugin_schema.h"

#include <google/protobuf/descriptor.pb.h>

#include <map>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "proto/release/v1/options.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptorProto;

absl::Status Broken(std::string_view plugin, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "CONFIG-SCHEMA-BROKEN",
                   .what = Concat("plugin ", plugin, " does not describe its config"),
                   .why = std::move(why),
                   .fix = "rebuild the plugin; step_plugin takes the schema from the `Config` "
                          "message of its step"});
}

// Keeps the first complaint of the pool.
class Complaint : public DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& filename, const std::string& element,
                const google::protobuf::Message* /*descriptor*/, ErrorLocation /*location*/,
                const std::string& message) override {
    if (text_.empty()) text_ = Concat(filename, ": ", element, ": ", message);
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Adds files after those they import, whatever their order in the set is.
class Loader {
 public:
  Loader(const google::protobuf::FileDescriptorSet& set, DescriptorPool& pool) : pool_(pool) {
    for (const FileDescriptorProto& file : set.file()) files_[file.name()] = &file;
  }

  // The first complaint; empty when all went in.
  std::string LoadAll() {
    for (const auto& [name, file] : files_) {
      std::string complaint = Load(name);
      if (!complaint.empty()) return complaint;
    }
    return "";
  }

 private:
  std::string Load(const std::string& name) {
    if (!visited_.insert(name).second) return "";
    const auto found = files_.find(name);
    if (found == files_.end()) return Concat("the set lacks the imported file ", name);
    for (const std::string& import : found->second->dependency()) {
      std::string complaint = Load(import);
      if (!complaint.empty()) return complaint;
    }
    Complaint complaint;
    const auto* added = pool_.BuildFileCollectingErrors(*found->second, &complaint);
    if (added != nullptr) return "";
    return complaint.text().empty() ? Concat(name, " is not valid") : complaint.text();
  }

  DescriptorPool& pool_;
  std::map<std::string, const FileDescriptorProto*> files_;
  std::set<std::string> visited_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PluginSchema>> PluginSchema::Of(std::string_view plugin,
                                                               std::string_view schema,
                                                               std::string_view message) {
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromArray(schema.data(), static_cast<int>(schema.size()))) {
    return Broken(plugin, "its schema is not a FileDescriptorSet");
  }
  std::unique_ptr<PluginSchema> out(new PluginSchema());
  const std::string complaint = Loader(set, out->pool_).LoadAll();
  if (!complaint.empty()) return Broken(plugin, complaint);
  out->config_ = out->pool_.FindMessageTypeByName(std::string(message));
  if (out->config_ == nullptr) {
    return Broken(plugin, Concat("its schema does not define the message ", message));
  }
  return out;
}

std::unique_ptr<google::protobuf::Message> PluginSchema::NewConfig() const {
  return std::unique_ptr<google::protobuf::Message>(factory_.GetPrototype(config_)->New());
}

bool PluginSchema::IsRequired(const google::protobuf::FieldDescriptor& field) {
  return field.options().GetExtension(v1::required);
}

}  // namespace release
