#include "tools/image/cli/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/cli/arguments.h"
#include "tools/image/cli/build_command.h"
#include "tools/image/cli/docker_archive_command.h"
#include "tools/image/cli/exit_code.h"
#include "tools/image/cli/inspect_command.h"
#include "tools/image/cli/label_command.h"
#include "tools/image/cli/parse_command.h"
#include "tools/image/cli/report.h"
#include "tools/image/cli/unpack_command.h"

namespace release::image {

int RunProgram(int argc, char** argv) {
  absl::StatusOr<std::vector<std::string>> arguments = ReadArguments(argc, argv);
  if (!arguments.ok()) {
    Fail(arguments.status());
    return kUsage;
  }
  CLI::App app{"Makes OCI images from Dockerfiles.", "image"};
  app.require_subcommand(1);
  app.footer(
      "Every argument may stand in a file, one a line: @FILE.\n"
      "Exit codes: 0 done; 1 the input is wrong, stderr says where; 2 usage.");
  int exit_code = kDone;
  AddParseCommand(app, exit_code);
  AddBuildCommand(app, exit_code);
  AddInspectCommand(app, exit_code);
  AddLabelCommand(app, exit_code);
  AddDockerArchiveCommand(app, exit_code);
  AddUnpackCommand(app, exit_code);
  // CLI11 takes them from the back.
  std::reverse(arguments->begin(), arguments->end());
  try {
    app.parse(*arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return exit_code;
}

}  // namespace release::image
