// A pipeline of chaos steps, run by the real `release` program.
#ifndef RELEASE_TESTS_E2E_RELEASE_FIXTURE_H_
#define RELEASE_TESTS_E2E_RELEASE_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "proto/release/v1/event.pb.h"
#include "proto/release/v1/manifest.pb.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::e2e {

// How `release` ended.
struct Ended {
  Exit exit;
  std::string out;
  std::string err;

  int code() const { return exit.signalled ? -exit.code_or_signal : exit.code_or_signal; }
  std::string all() const { return out + err; }
};

// A directory with a manifest, an environments file, a state directory and the effects of steps.
class ReleaseFixture : public testing::Test {
 protected:
  ReleaseFixture();

  // Adds a step of the plugin chaos; `config` is merged over an effect of its own.
  v1::StepSpec& AddChaos(const std::string& name, std::map<std::string, std::string> config = {},
                         const std::vector<std::string>& after = {});

  // Adds a step of any plugin file. Its digest is what the file has now.
  v1::StepSpec& AddPlugin(const std::string& name, const std::string& plugin_file);

  // `release run` with these flags, on the manifest as it is now.
  Command CommandFor(std::vector<std::string> flags);

  // The same, run to its end.
  Ended Run(std::vector<std::string> flags = {});

  // The same, left running; stdout and stderr go to files. Waits until `until` exists.
  absl::StatusOr<Process> Start(std::vector<std::string> flags, const std::string& until);
  std::string StartedOutput() const;

  // Makes the trigger of a step.
  void Arm(const std::string& step) { Touch(TriggerOf(step)); }

  std::string Path(const std::string& name) const { return directory_->path() + "/" + name; }
  std::string EffectOf(const std::string& step) const { return Path(step + ".effect"); }
  std::string TriggerOf(const std::string& step) const { return Path(step + ".trigger"); }
  size_t TimesApplied(const std::string& step) const;
  void Touch(const std::string& path) const;

  // Every durable event of the newest release.
  std::vector<v1::Event> Events();

  // Every byte of every file below the directory, but the environments file.
  std::string EverythingOnDisk() const;

  void WriteEnvironments(const std::string& text);

  v1::PipelineManifest manifest_;
  std::map<std::string, std::string> environment_;  // of the program
  std::string state_;                               // what --state says

 private:
  absl::StatusOr<TempDirectory> directory_;
};

// The absolute path of a runfile of the test.
std::string Runfile(const std::string& path);

// Blocks until the file exists; fails the test after a long while.
void AwaitFile(const std::string& path);

// Blocks until no process with this pid is left, at most `patience`. False when it lives on.
bool AwaitGone(pid_t pid, absl::Duration patience);

}  // namespace release::e2e

#endif  // RELEASE_TESTS_E2E_RELEASE_FIXTURE_H_
