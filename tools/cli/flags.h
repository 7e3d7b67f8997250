// The command line of `release`.
#ifndef RELEASE_TOOLS_CLI_FLAGS_H_
#define RELEASE_TOOLS_CLI_FLAGS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tools/coordinator/runner/release_request.h"

namespace release {

enum class CommandName { kRun, kStatus, kList, kWatch, kCancel, kApprove };

enum class OutputForm { kPlain, kJson };

struct Flags {
  CommandName command = CommandName::kRun;

  // Of run. The launcher gives the first six.
  std::string manifest;
  std::string runfiles;
  std::string workspace;   // for the revision; empty means unknown
  std::string invocation;  // what the user typed, for "run this next"
  std::string pipeline_state;         // state of the pipeline, when --state says nothing
  std::vector<std::string> surfaces;  // what the pipeline releases: `app`, `pages`
  std::vector<std::string> set;
  bool plan = false;
  bool yes = false;
  bool verbose = false;
  Continuation continuation = Continuation::kContinueOrNew;
  size_t jobs = 8;

  // Of all.
  std::string state;  // state_place.h; empty means the default of the pipeline
  OutputForm output = OutputForm::kPlain;

  // Of status, watch, cancel, approve: empty means the newest.
  std::string release_id;
  bool insist = false;
  bool deny = false;
  std::string environment;
  unsigned limit = 20;
};

// Either the flags, or the exit code after help or a mistake was printed.
struct ParsedFlags {
  std::optional<Flags> flags;
  int exit_code = 0;
};

ParsedFlags ParseFlags(int argc, char** argv);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_FLAGS_H_
