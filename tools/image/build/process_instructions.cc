#include "tools/image/build/process_instructions.h"

#include <optional>
#include <string_view>
#include <utility>

#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/image/build/history.h"
#include "tools/image/build/signals.h"

namespace release::image {
namespace {

constexpr std::string_view kOnbuild = "onbuild";

// An empty list says what an absent one says, and has no form of its own in Docker's JSON.
std::optional<std::vector<std::string>> Unless(std::vector<std::string> command) {
  if (command.empty()) return std::nullopt;
  return command;
}

}  // namespace

std::vector<std::string> CommandLine(const Step& step) {
  const Instruction& instruction = step.instruction;
  if (instruction.json) return instruction.arguments;
  std::vector<std::string> command =
      step.stage.image.config.shell.value_or(std::vector<std::string>{"/bin/sh", "-c"});
  command.push_back(instruction.arguments.empty() ? "" : instruction.arguments[0]);
  return command;
}

absl::Status ApplyCmd(const Step& step) {
  std::vector<std::string> command = CommandLine(step);
  step.stage.Record(Concat("CMD ", QuotedList(command)));
  step.stage.image.config.cmd = Unless(std::move(command));
  step.stage.cmd_is_set = true;
  return absl::OkStatus();
}

absl::Status ApplyEntrypoint(const Step& step) {
  std::vector<std::string> command = CommandLine(step);
  step.stage.Record(Concat("ENTRYPOINT ", QuotedList(command)));
  step.stage.image.config.entrypoint = Unless(std::move(command));
  if (!step.stage.cmd_is_set) step.stage.image.config.cmd.reset();
  return absl::OkStatus();
}

absl::Status ApplyShell(const Step& step) {
  step.stage.image.config.shell = step.instruction.arguments;
  step.stage.Record(Concat("SHELL ", PlainList(step.instruction.arguments)));
  return absl::OkStatus();
}

absl::Status ApplyUser(const Step& step) {
  absl::StatusOr<std::string> user = step.Word(step.instruction.arguments[0]);
  if (!user.ok()) return user.status();
  step.stage.Record(Concat("USER ", *user));
  step.stage.image.config.user = *std::move(user);
  return absl::OkStatus();
}

absl::Status ApplyStopsignal(const Step& step) {
  const std::string& written = step.instruction.arguments[0];
  absl::StatusOr<std::string> signal = step.Word(written);
  if (!signal.ok()) return signal.status();
  if (!IsSignal(*signal)) {
    return step.Refuse(
        written,
        {"IMAGE-SIGNAL", Concat("`", *signal, "` is no signal", DidYouMean(*signal, SignalNames())),
         "a signal is a number from 1 to 64 or a name of Linux",
         "write for example STOPSIGNAL SIGTERM"});
  }
  step.stage.Record(Concat("STOPSIGNAL ", *signal));
  step.stage.image.config.stop_signal = *std::move(signal);
  return absl::OkStatus();
}

absl::Status ApplyOnbuild(const Step& step) {
  std::string trigger = step.instruction.original.substr(kOnbuild.size());
  trigger.erase(0, trigger.find_first_not_of(" \t"));
  for (const Heredoc& document : step.instruction.heredocs) {
    AppendTo(trigger, "\n", document.content, document.name);
  }
  step.stage.image.config.on_build.push_back(std::move(trigger));
  return absl::OkStatus();
}

absl::Status ApplyMaintainer(const Step& step) {
  step.stage.image.author = step.instruction.arguments[0];
  step.stage.Record(Concat("MAINTAINER ", step.instruction.arguments[0]));
  return absl::OkStatus();
}

}  // namespace release::image
