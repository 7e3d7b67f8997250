#include "tools/coordinator/config/config_node.h"

namespace release {

const ConfigNode* ConfigNode::Find(std::string_view key) const {
  const Table* entries = table();
  if (entries == nullptr) return nullptr;
  for (const ConfigEntry& entry : *entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string_view ConfigNode::KindName() const {
  switch (value.index()) {
    case 0:
      return "null";
    case 1:
      return "a string";
    case 2:
    case 3:
      return "an integer";
    case 4:
      return "a number";
    case 5:
      return "true or false";
    case 6:
      return "a date or time";
    case 7:
      return "an array";
    default:
      return "a table";
  }
}

ConfigNode Overlay(ConfigNode below, const ConfigNode& above) {
  ConfigNode::Table* entries = below.mutable_table();
  if (entries == nullptr || above.table() == nullptr) return above;
  for (const ConfigEntry& entry : *above.table()) {
    bool found = false;
    for (ConfigEntry& existing : *entries) {
      if (existing.key != entry.key) continue;
      existing.value = Overlay(std::move(existing.value), entry.value);
      existing.key_span = entry.key_span;
      found = true;
      break;
    }
    if (!found) entries->push_back(entry);
  }
  // The upper table is where a person would add what is missing.
  below.span = above.span;
  below.origin = above.origin;
  return below;
}

}  // namespace release
