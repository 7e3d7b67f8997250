// The command line of `localcloud`.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FLAGS_H_
#define RELEASE_TOOLS_LOCALCLOUD_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

namespace release {

struct CloudFlags {
  enum class CommandName { kRun, kUp, kStatus, kReset, kLogs };
  CommandName command = CommandName::kStatus;

  std::string directory;  // empty: that of the workspace
  std::string workspace;  // empty: what `bazel run` says, else the current directory

  // Of run and up.
  std::string image;         // directory
  std::string image_digest;  // file
  std::string prelude;
  std::string revision;  // empty: the workspace's HEAD
  std::string postgres_programs = "/usr/lib/postgresql/15/bin";
  std::string workerd;      // file; empty: no vendors
  std::string site_server;  // file
  std::string faults;       // file
  std::vector<std::string> zones;
  std::vector<std::string> secrets;  // names

  // Of run: the program and its arguments, from after `--`.
  std::vector<std::string> argv;
};

// Either the flags, or the exit code after help or a mistake was printed.
struct ParsedCloudFlags {
  std::optional<CloudFlags> flags;
  int exit_code = 0;
};

ParsedCloudFlags ParseCloudFlags(int argc, char** argv);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_FLAGS_H_
