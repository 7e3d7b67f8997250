#include "tools/bundle/workshop/workshop.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "absl/time/time.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/bundle/workshop/room.h"

namespace release::bundle {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEvidenceLines = 40;
constexpr std::size_t kOutputLimit = 4 << 20;
constexpr absl::Duration kStepTimeout = absl::Minutes(10);

std::string InRoom(const std::string& path) { return Concat(kRoomPath, "/", path); }

absl::Status CopyFailed(const std::string& path, const std::error_code& error) {
  return DiagnoseErrno(error.value(), {.code = "WORKSHOP-INPUT",
                                       .what = Concat("cannot copy ", path),
                                       .why = "copying failed",
                                       .fix = "see whether the input exists and can be read"});
}

// Inputs are symbolic links in a sandbox; the copy has what they point at.
absl::Status Copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (!error) {
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
  }
  if (error) return CopyFailed(from.string(), error);
  return absl::OkStatus();
}

absl::Status BringIn(const Work& work) {
  for (const Move& move : work.mounts()) {
    const absl::Status status = Show(move.from(), InRoom(move.to()));
    if (!status.ok()) return status;
  }
  for (const Move& move : work.files()) {
    const absl::Status status = Copy(move.from(), InRoom(move.to()));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status TakeOut(const Work& work) {
  for (const Move& move : work.results()) {
    const std::string from = InRoom(move.from());
    std::error_code error;
    if (!fs::exists(from, error)) {
      return Diagnose(absl::StatusCode::kNotFound,
                      {.code = "WORKSHOP-NO-RESULT",
                       .what = Concat(work.label(), ": the build left no ", move.from()),
                       .why = "every step ended well, but wrote its result elsewhere or nowhere",
                       .fix = "give the rule the folder that the site's own config names"});
    }
    const absl::Status status = Copy(from, move.to());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::map<std::string, std::string> Environment(const Work& work) {
  std::map<std::string, std::string> env(work.environment().begin(), work.environment().end());
  const std::map<std::string, std::string> fixed = {
      {"HOME", InRoom("home")},
      {"TMPDIR", InRoom("tmp")},
      {"PATH", "/usr/bin:/bin"},
      {"LANG", "C.UTF-8"},
      {"TZ", "UTC"},
      {"SOURCE_DATE_EPOCH", "0"},
      {"CI", "1"},
      {"NO_COLOR", "1"},
      // Nobody is told, nothing is looked up, nothing is logged outside.
      {"DO_NOT_TRACK", "1"},
      {"ASTRO_TELEMETRY_DISABLED", "1"},
      {"WRANGLER_SEND_METRICS", "false"},
      {"WRANGLER_HIDE_BANNER", "true"},
      {"WRANGLER_LOG_PATH", InRoom("tmp")},
  };
  for (const auto& [name, value] : fixed) env[name] = value;
  return env;
}

absl::Status ToolMissing(const Work& work, const Step& step) {
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "WORKSHOP-TOOL-MISSING",
       .what = Concat(work.label(), ": ", step.package(), " not found, which `", step.what(),
                      "` needs"),
       .why = Concat("the npm tree has no ", step.needs()),
       .fix = Concat("add ", step.package(), " with an exact version to ", step.manifest(),
                     " and renew its own package-lock.json (tools/deps/npm/README.md)")});
}

absl::Status StepFailed(const Work& work, const Step& step, const RunResult& result) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("WORKSHOP-STEP-FAILED");
  diagnosis.set_what(Concat(work.label(), ": `", step.what(), "` failed"));
  diagnosis.set_why(result.exit.ToString());
  diagnosis.set_fix("mend what the last lines name; paths below " + std::string(kRoomPath) +
                    "/project are the site's own");
  const std::vector<std::string> lines = PrintableLines(Concat(result.out, "\n", result.err));
  const std::size_t first = lines.size() > kEvidenceLines ? lines.size() - kEvidenceLines : 0;
  for (std::size_t i = first; i < lines.size(); ++i) diagnosis.add_evidence(lines[i]);
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
}

absl::Status DoStep(const Work& work, const Step& step) {
  std::error_code error;
  if (!step.needs().empty() && !fs::exists(InRoom(step.needs()), error)) {
    return ToolMissing(work, step);
  }
  Command command;
  for (const std::string& argument : step.argv()) {
    command.argv.push_back(argument.rfind("./", 0) == 0 ? InRoom(argument.substr(2)) : argument);
  }
  command.env = Environment(work);
  command.cwd = InRoom(step.directory());
  const absl::StatusOr<RunResult> result = Run(command, kStepTimeout, kOutputLimit);
  if (!result.ok()) return result.status();
  return result->exit.Success() ? absl::OkStatus() : StepFailed(work, step, *result);
}

}  // namespace

absl::Status DoWork(const Work& work) {
  absl::Status status = EnterRoom();
  if (!status.ok()) return status;
  std::error_code error;
  std::vector<std::string> folders = {"home", "tmp"};
  folders.insert(folders.end(), work.folders().begin(), work.folders().end());
  for (const std::string& folder : folders) fs::create_directories(InRoom(folder), error);
  status = BringIn(work);
  for (const Step& step : work.steps()) {
    if (status.ok()) status = DoStep(work, step);
  }
  return status.ok() ? TakeOut(work) : status;
}

}  // namespace release::bundle
