// A configuration value together with where it was written.
//
// The same tree holds what came from infra/environments.toml, from the build (JSON in the manifest)
// and from `--set`, so that one walk checks all three and each error points at its source.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_CONFIG_NODE_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_CONFIG_NODE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tools/coordinator/config/source_text.h"

namespace release {

enum class ConfigOrigin {
  kFile,      // the environments file; spans are set
  kBuild,     // `config` of a release_step; there are no spans
  kOverride,  // `--set`; always text, read as whatever the schema wants
};

struct ConfigEntry;

struct ConfigNode {
  using Array = std::vector<ConfigNode>;
  using Table = std::vector<ConfigEntry>;  // in the order of the source, keys unique

  // A date or time of TOML: valid there, wanted nowhere.
  struct DateTime {};
  // JSON's null.
  struct Null {};

  std::variant<Null, std::string, std::int64_t, std::uint64_t, double, bool, DateTime, Array, Table>
      value;
  Span span;
  ConfigOrigin origin = ConfigOrigin::kFile;

  const std::string* text() const { return std::get_if<std::string>(&value); }
  const bool* boolean() const { return std::get_if<bool>(&value); }
  const Array* array() const { return std::get_if<Array>(&value); }
  const Table* table() const { return std::get_if<Table>(&value); }
  Table* mutable_table() { return std::get_if<Table>(&value); }

  // The value of `key` in a table; null when this is no table or it has no such key.
  const ConfigNode* Find(std::string_view key) const;

  // "a string", "an integer", "a table", ... for messages.
  std::string_view KindName() const;
};

struct ConfigEntry {
  std::string key;
  Span key_span;
  ConfigNode value;
};

// Lays `above` over `below`: tables are merged key by key, anything else is replaced. Keys that are
// only in `above` follow those of `below`.
ConfigNode Overlay(ConfigNode below, const ConfigNode& above);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_CONFIG_NODE_H_
