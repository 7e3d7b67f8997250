// TOML text to ConfigNode. The only door to toml++.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_TOML_READER_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_TOML_READER_H_

#include "tools/coordinator/config/config_node.h"
#include "tools/coordinator/config/source_text.h"
#include "tools/coordinator/problems/problems.h"

namespace release {

struct TomlReading {
  // A table. Empty unless `usable`.
  ConfigNode root;

  // CONFIG-SYNTAX, CONFIG-DUPLICATE-KEY, CONFIG-NOT-TEXT, CONFIG-TOO-LONG or CONFIG-TOO-DEEP.
  Problems problems;

  // The tree holds everything but later definitions of duplicate keys, so that the rest of the file
  // can be checked in spite of `problems`.
  bool usable = false;
};

// Never crashes, whatever the bytes are.
TomlReading ReadToml(const SourceText& source);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_TOML_READER_H_
