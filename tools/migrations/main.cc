// migrations: judges SQL migrations, keeps their lock file, makes bundles (README.md).
//
// Exit codes: 0 good; 1 something is wrong, and diagnoses on stderr say what and where; 2 usage.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/migrations/bundle/analysis.h"
#include "tools/migrations/bundle/manifest.h"
#include "tools/migrations/cli/inputs.h"
#include "tools/migrations/cli/lock_command.h"
#include "tools/migrations/rules/registry.h"

namespace release::migrations {
namespace {

constexpr int kWrong = 1;
constexpr int kUsage = 2;
constexpr const char* kLockCommand = "migrations lock --lock FILE MIGRATION...";

struct Flags {
  std::vector<std::string> files;
  std::string lock;
  std::string command = kLockCommand;
  std::string request;
  int release = 0;
};

void Print(const v1::Diagnosis& diagnosis) {
  std::fprintf(stderr, "%s\n", FormatDiagnosis(diagnosis, {}).c_str());
}

int Fail(const absl::Status& status) {
  Print(DiagnosisOf(status));
  return kWrong;
}

std::vector<NamedFile> Named(const std::vector<std::string>& paths) {
  std::vector<NamedFile> files;
  for (const std::string& path : paths) files.push_back({path, path});
  return files;
}

// Everything that was found, on stderr. True when nothing forbids to go on.
bool Tell(const Problems& problems) {
  for (const v1::Diagnosis& warning : problems.warnings) Print(warning);
  for (const v1::Diagnosis& error : problems.errors) Print(error);
  return problems.errors.empty();
}

int Check(const Flags& flags) {
  LockFile lock;
  std::vector<v1::Diagnosis> lock_errors;
  if (!flags.lock.empty()) {
    auto loaded = LoadLock({flags.lock, flags.lock}, kLockCommand, lock_errors);
    if (!loaded.ok()) return Fail(loaded.status());
    lock = *std::move(loaded);
  }
  auto sources = ReadSources(Named(flags.files));
  if (!sources.ok()) return Fail(sources.status());
  BundleReport bundle = Analyze(*std::move(sources), lock);
  bundle.problems.errors.insert(bundle.problems.errors.begin(), lock_errors.begin(),
                                lock_errors.end());
  std::printf("%s", ManifestJson(bundle, "", flags.lock).c_str());
  return Tell(bundle.problems) ? 0 : kWrong;
}

int Lock(const Flags& flags) {
  std::vector<v1::Diagnosis> lock_errors;
  auto lock = LoadLock({flags.lock, flags.lock}, flags.command, lock_errors);
  if (absl::IsNotFound(lock.status())) {
    lock = LockFile{.path = flags.lock, .text = {}, .entries = {}};
  }
  if (!lock.ok()) return Fail(lock.status());
  if (!Tell({.errors = lock_errors, .warnings = {}})) return kWrong;
  auto sources = ReadSources(Named(flags.files));
  if (!sources.ok()) return Fail(sources.status());
  const BundleReport bundle = Analyze(*std::move(sources), *lock);
  if (!Tell(bundle.problems)) return kWrong;
  const auto added = NewEntries(bundle, *lock, flags.release);
  if (!added.ok()) return Fail(added.status());
  if (added->empty()) {
    std::printf("%s: nothing to add\n", flags.lock.c_str());
    return 0;
  }
  const absl::Status written =
      WriteFileAtomically(flags.lock, ExtendedLock(*lock, *added, flags.command), 0644);
  if (!written.ok()) return Fail(written);
  for (const LockEntry& entry : *added) std::printf("+ %s", LockLine(entry).c_str());
  return 0;
}

int Bundle(const Flags& flags) {
  const auto request = ReadBundleRequest(flags.request);
  if (!request.ok()) return Fail(request.status());
  std::vector<v1::Diagnosis> lock_errors;
  const auto lock = LoadLock(request->lock, request->lock_command, lock_errors);
  if (!lock.ok()) return Fail(lock.status());
  if (!Tell({.errors = lock_errors, .warnings = {}})) return kWrong;
  const auto sources = ReadSources(request->files);
  if (!sources.ok()) return Fail(sources.status());
  const BundleReport bundle = Analyze(*sources, *lock);
  if (!Tell(bundle.problems)) return kWrong;
  for (size_t i = 0; i < sources->size(); ++i) {
    const absl::Status copied = WriteFileAtomically(request->copies[i], (*sources)[i].text, 0644);
    if (!copied.ok()) return Fail(copied);
  }
  const absl::Status written = WriteFileAtomically(
      request->manifest, ManifestJson(bundle, request->label, request->lock.name), 0644);
  return written.ok() ? 0 : Fail(written);
}

int Rules() {
  for (const Rule* rule : AllRules()) {
    std::printf("%-45s %-8s %-7s %s\n", std::string(rule->code).c_str(),
                std::string(NameOf(rule->effect)).c_str(),
                rule->severity == Rule::Severity::kRefused ? "refused" : "warning",
                std::string(rule->squawk).c_str());
  }
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app("Judges SQL migrations, keeps their lock file, makes bundles.");
  app.require_subcommand(1);
  Flags flags;
  CLI::App* check = app.add_subcommand("check", "judges files; the manifest goes to stdout");
  check->add_option("--lock", flags.lock, "the lock file; none means that nothing is released");
  check->add_option("files", flags.files, "migrations");
  CLI::App* lock = app.add_subcommand("lock", "adds what is new to the lock file");
  lock->add_option("--lock", flags.lock, "the lock file")->required();
  lock->add_option("--release", flags.release,
                   "number of the release: the last one, or the next (default)");
  lock->add_option("--command", flags.command, "how people call this, for the file's header");
  lock->add_option("files", flags.files, "migrations");
  CLI::App* bundle = app.add_subcommand("bundle", "makes a bundle; for the rule migration_bundle");
  bundle->add_option("request", flags.request, "JSON (cli/inputs.h)")->required();
  CLI::App* rules = app.add_subcommand("rules", "lists codes, effects and squawk's names");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (check->parsed()) return Check(flags);
  if (lock->parsed()) return Lock(flags);
  if (bundle->parsed()) return Bundle(flags);
  return rules->parsed() ? Rules() : kUsage;
}

}  // namespace
}  // namespace release::migrations

int main(int argc, char** argv) { return release::migrations::Main(argc, argv); }
