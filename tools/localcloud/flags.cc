#include "tools/localcloud/flags.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string_view>

#include "tools/localcloud/exit_code.h"

namespace release {
namespace {

using CommandName = CloudFlags::CommandName;

constexpr char kFooter[] =
    R"(Exit codes: those of the command that `run` runs (128 + N when signal N ended it), and
  1  status: it is not running
  2  it could not be started; the diagnosis is on stderr
  6  another one runs in this directory)";

CLI::App* Add(CLI::App& app, CloudFlags& flags, const char* name, const char* description) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("--directory", flags.directory,
                      "where everything lies; by default the cloud of the workspace");
  command->add_option("--workspace", flags.workspace, "source tree; by default the one we are in");
  return command;
}

// It is part of a file's name.
bool IsSecretName(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos;
}

CLI::App* AddServing(CLI::App& app, CloudFlags& flags, const char* name, const char* description) {
  CLI::App* command = Add(app, flags, name, description);
  command->add_option("--image", flags.image, "OCI layout of the API server's image")->required();
  command->add_option("--image-digest", flags.image_digest, "file with the image's digest")
      ->required();
  command->add_option("--prelude", flags.prelude, "SQL of what the provider's databases have")
      ->required();
  command
      ->add_option("--secret", flags.secrets,
                   "name of a secret to make up and to give to the command; may be repeated")
      ->check([](const std::string& text) {
        return IsSecretName(text) ? "" : "a name has upper case letters, digits and `_`";
      });
  command->add_option("--revision", flags.revision, "what the API says it is");
  command->add_option("--postgres-programs", flags.postgres_programs,
                      "where initdb and postgres lie");
  CLI::Option* workerd = command->add_option("--workerd", flags.workerd,
                                             "serve deployed Workers and sites with this program");
  command->add_option("--site-server", flags.site_server, "script that serves deployed sites")
      ->needs(workerd);
  command->add_option("--zone", flags.zones, "a zone of the Cloudflare account; may be repeated")
      ->needs(workerd);
  command->add_option("--faults", flags.faults, "faults that are ordered from the start, as JSON")
      ->envname("LOCALCLOUD_FAULTS")
      ->needs(workerd);
  return command;
}

std::string DefaultWorkspace() {
  if (const char* named = getenv("BUILD_WORKSPACE_DIRECTORY"); named != nullptr) return named;
  char* current = getcwd(nullptr, 0);
  const std::string path = current == nullptr ? "/" : current;
  free(current);
  return path;
}

}  // namespace

ParsedCloudFlags ParseCloudFlags(int argc, char** argv) {
  // What comes after the first `--` is not ours to interpret.
  char** const end = argv + argc;
  char** const separator =
      std::find_if(argv, end, [](const char* text) { return std::string_view(text) == "--"; });

  CloudFlags flags;
  CLI::App app{"The cloud that a rehearsal releases to, on this machine.", "localcloud"};
  app.require_subcommand(1);
  app.footer(kFooter);
  std::map<CLI::App*, CommandName> names;
  CLI::App* run = AddServing(app, flags, "run", "start it, run the command after --, stop it");
  names[run] = CommandName::kRun;
  names[AddServing(app, flags, "up", "start it and keep it until Ctrl-C")] = CommandName::kUp;
  names[Add(app, flags, "status", "is it running, and where")] = CommandName::kStatus;
  names[Add(app, flags, "reset", "remove its data")] = CommandName::kReset;
  names[Add(app, flags, "logs", "the last lines of its logs")] = CommandName::kLogs;
  try {
    app.parse(static_cast<int>(separator - argv), argv);
    flags.command = names.at(app.get_subcommands().front());
    if (separator != end) flags.argv.assign(separator + 1, end);
    if (flags.command == CommandName::kRun && flags.argv.empty()) {
      throw CLI::RequiredError("a command after --");
    }
    if (flags.command != CommandName::kRun && separator != end) {
      throw CLI::ExtrasError({"--"});
    }
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return {std::nullopt, code == 0 ? kCloudOk : kCloudCannot};
  }
  if (flags.workspace.empty()) flags.workspace = DefaultWorkspace();
  return {std::move(flags), kCloudOk};
}

}  // namespace release
