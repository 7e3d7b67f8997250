#include "tools/sdk/config_schema.h"

#include <set>

#include "google/protobuf/descriptor.pb.h"

namespace release {
namespace {

void AddWithImports(const google::protobuf::FileDescriptor& file, std::set<std::string>& seen,
                    google::protobuf::FileDescriptorSet& set) {
  if (!seen.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) AddWithImports(*file.dependency(i), seen, set);
  google::protobuf::FileDescriptorProto& copy = *set.add_file();
  file.CopyTo(&copy);
  file.CopyJsonNameTo(&copy);
}

}  // namespace

std::string ConfigSchemaOf(const google::protobuf::Descriptor& message) {
  google::protobuf::FileDescriptorSet set;
  std::set<std::string> seen;
  AddWithImports(*message.file(), seen, set);
  return set.SerializeAsString();
}

}  // namespace release
