// What `--state` and an environment's `state` say: where the memory of releases is.
#ifndef RELEASE_TOOLS_CLI_STATE_PLACE_H_
#define RELEASE_TOOLS_CLI_STATE_PLACE_H_

#include <string>

#include "absl/status/statusor.h"

namespace release {

struct StatePlace {
  // sqlite:DIRECTORY, or a directory alone. Empty: the pipeline's own directory.
  std::string directory;

  // postgres:SECRET: the name of the secret whose value is the database's URL. Empty: not in a
  // database.
  std::string secret;

  bool in_database() const { return !secret.empty(); }
};

// Reads the text; an empty one is the default. INVALID_ARGUMENT, STATE-FLAG, for a secret that
// cannot have that name and for a URL, which is not quoted: it does not belong on a command line.
absl::StatusOr<StatePlace> ParseStatePlace(const std::string& text);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_STATE_PLACE_H_
