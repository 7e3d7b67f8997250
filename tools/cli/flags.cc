#include "tools/cli/flags.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>

#include "tools/cli/exit_code.h"

namespace release {
namespace {

constexpr char kFooter[] = R"(Exit codes:
  0  released, planned, or nothing to do
  1  a step failed; the same command continues
  2  the command line, the config or the build must be mended
  3  refused by a gate or a person; nothing was touched
  4  inconclusive: it may be live; look, then the same command continues
  5  interrupted; the same command continues
  6  another release of this environment is running
  7  journal or build outputs are damaged or not what was built
  70 a fault of this program

Environment:
  NO_COLOR         no colours, whatever its value
  XDG_STATE_HOME   where the default state directory lies)";

void AddCommon(CLI::App& command, Flags& flags) {
  command
      .add_option("--state", flags.state,
                  "where journal and lease are: a directory, or a database whose URL is the value "
                  "of the secret NAME")
      ->option_text("[sqlite:]DIR|postgres:NAME");
  const std::map<std::string, OutputForm> forms{{"plain", OutputForm::kPlain},
                                                {"json", OutputForm::kJson}};
  command
      .add_option("--output", flags.output, "plain: for people; json: one event a line on stdout")
      ->transform(CLI::CheckedTransformer(forms))
      ->option_text("plain|json");
}

CLI::App* AddRun(CLI::App& app, Flags& flags) {
  CLI::App* run = app.add_subcommand("run", "plan, show, approve, apply and verify a release");
  // The launcher gives these; they would only puzzle a person who reads --help.
  run->add_option("--manifest", flags.manifest, "the pipeline, as Bazel built it")
      ->required()
      ->group("");
  run->add_option("--runfiles", flags.runfiles, "folder below which the manifest's paths lie")
      ->required()
      ->group("");
  run->add_option("--workspace", flags.workspace, "source tree, for the revision")->group("");
  run->add_option("--invocation", flags.invocation, "the command to print as the next one")
      ->group("");
  run->add_option("--pipeline-state", flags.pipeline_state, "--state, when nobody gives it")
      ->group("");
  run->add_option("--surface", flags.surfaces, "what the pipeline releases")
      ->check(CLI::IsMember({"app", "pages"}))
      ->take_all()
      ->group("");
  run->add_option("--set", flags.set,
                  "hosts.NAME=VALUE, variables.NAME=VALUE or steps.STEP.FIELD=VALUE for this run; "
                  "only where the environment is local")
      ->take_all();
  run->add_flag("--plan,--dry-run", flags.plan, "show what would change, touch nothing");
  run->add_flag("--yes", flags.yes, "approve the plan without asking");
  run->add_flag("--verbose", flags.verbose, "show what steps log");
  run->add_option("--jobs", flags.jobs, "steps at once")->check(CLI::Range(1, 256));
  auto* resume = run->add_flag_callback(
      "--resume", [&flags] { flags.continuation = Continuation::kContinueOnly; },
      "continue the unfinished release; never start one");
  run->add_flag_callback(
         "--new", [&flags] { flags.continuation = Continuation::kNew; },
         "abandon the unfinished release and start a new one")
      ->excludes(resume);
  AddCommon(*run, flags);
  return run;
}

CLI::App* AddNamed(CLI::App& app, Flags& flags, const char* name, const char* description) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("release", flags.release_id, "id of the release; the newest when left out");
  AddCommon(*command, flags);
  return command;
}

}  // namespace

ParsedFlags ParseFlags(int argc, char** argv) {
  Flags flags;
  CLI::App app{"Runs releases and looks at them.", "release"};
  app.require_subcommand(1);
  app.footer(kFooter);
  std::map<CLI::App*, CommandName> names;
  names[AddRun(app, flags)] = CommandName::kRun;
  names[AddNamed(app, flags, "status", "where a release stands")] = CommandName::kStatus;
  names[AddNamed(app, flags, "watch", "follow a release from its start")] = CommandName::kWatch;
  CLI::App* cancel = AddNamed(app, flags, "cancel", "ask a running release to stop");
  cancel->add_flag("--insist", flags.insist, "end its steps at once");
  names[cancel] = CommandName::kCancel;
  CLI::App* approve = AddNamed(app, flags, "approve", "approve the plan that waits");
  approve->add_flag("--deny", flags.deny, "refuse it instead");
  names[approve] = CommandName::kApprove;
  CLI::App* list = app.add_subcommand("list", "the newest releases");
  list->add_option("--environment", flags.environment, "only of this environment");
  list->add_option("--limit", flags.limit, "at most so many");
  AddCommon(*list, flags);
  names[list] = CommandName::kList;

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return {std::nullopt, code == 0 ? 0 : static_cast<int>(ExitCode::kUsage)};
  }
  flags.command = names.at(app.get_subcommands().front());
  return {std::move(flags), 0};
}

}  // namespace release
