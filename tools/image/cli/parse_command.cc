#include "tools/image/cli/parse_command.h"

#include <iostream>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/image/cli/exit_code.h"
#include "tools/image/cli/report.h"
#include "tools/image/dockerfile/parser.h"
#include "tools/image/dockerfile/tree.h"
#include "tools/image/dockerfile/tree_json.h"

namespace release::image {
namespace {

// The tree as JSON, or the first mistake: for programs on stdout, for people on stderr.
int Parse(const std::string& path) {
  const absl::StatusOr<Dockerfile> dockerfile = ReadDockerfile(path);
  if (!dockerfile.ok()) {
    std::cout << ErrorJson(DiagnosisOf(dockerfile.status()));
    return Fail(dockerfile.status());
  }
  std::cout << TreeJson(*dockerfile);
  return kDone;
}

}  // namespace

void AddParseCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("parse", "print the tree of a Dockerfile as JSON");
  const auto path = std::make_shared<std::string>();
  command->add_option("dockerfile", *path, "the file")->required();
  command->callback([path, &exit_code] { exit_code = Parse(*path); });
}

}  // namespace release::image
