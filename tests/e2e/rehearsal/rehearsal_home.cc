#include "tests/e2e/rehearsal/rehearsal_home.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <utility>

#include "gtest/gtest.h"
#include "tests/e2e/rehearsal/local_database.h"
#include "tools/base/state_home.h"

namespace release::e2e {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestFile = 256 << 20;

std::string RunfilesRoot() {
  // `bazel test` names the folder; `bazel run` starts us in the workspace's part of it.
  const char* root = getenv("TEST_SRCDIR");
  return root != nullptr ? root : fs::current_path().parent_path().string();
}

}  // namespace

std::string RunfilePath(const std::string& path) { return RunfilesRoot() + "/release/" + path; }

RehearsalHome::RehearsalHome() : directory_(*TempDirectory::Create("/tmp", "rehearsal-")) {
  const std::string& home = directory_.path();
  for (const char* name : {"/state", "/checkout", "/said"}) fs::create_directory(home + name);
  environment_ = {{"PATH", "/usr/bin:/bin"},
                  {"HOME", home},
                  {"XDG_STATE_HOME", StateHome()},
                  {"RUNFILES_DIR", RunfilesRoot()},
                  {"BUILD_WORKSPACE_DIRECTORY", home + "/checkout"}};
  setenv("XDG_STATE_HOME", StateHome().c_str(), /*overwrite=*/1);  // for the next line
  cloud_ = *WorkspaceStateDirectory(home + "/checkout") + "/cloud";
}

std::unique_ptr<RunningRehearsal> RehearsalHome::Launch(Command command) {
  command.env = environment_;
  return std::make_unique<RunningRehearsal>(
      std::move(command), directory_.path() + "/said/" + std::to_string(++launched_), cloud_);
}

std::unique_ptr<RunningRehearsal> RehearsalHome::Start(const std::string& launcher,
                                                       std::vector<std::string> flags) {
  Command command;
  command.argv = std::move(flags);
  command.argv.insert(command.argv.begin(), RunfilePath(launcher));
  return Launch(std::move(command));
}

RehearsalEnd RehearsalHome::Run(const std::string& launcher, std::vector<std::string> flags) {
  return Start(launcher, std::move(flags))->End();
}

std::string RehearsalHome::QueryAtRest(const std::string& sql) {
  Command command;
  command.argv = {RunfilePath("tools/localcloud/localcloud"),
                  "run",
                  "--image=" + RunfilePath("infra/docker/app_image"),
                  "--image-digest=" + RunfilePath("infra/docker/app_image.digest"),
                  "--prelude=" + RunfilePath("supabase/prelude.sql"),
                  "--",
                  "/bin/sh",
                  "-c",
                  "echo up; exec cat"};
  command.in = Stdio::kPipe;
  const std::unique_ptr<RunningRehearsal> cloud = Launch(std::move(command));
  FileDescriptor input = cloud->process().TakeStdin();
  cloud->AwaitSaid("up\n");
  const std::string value = Query(cloud->cloud(), sql);
  input.Close();
  EXPECT_EQ(cloud->End().code, 0);
  return value;
}

std::vector<std::string> RehearsalHome::Leaks() const {
  std::vector<std::string> leaks, secrets;
  std::set<std::string> keepers;
  const auto keeps = [&](const fs::path& file) {
    const std::string secret = ReadFile(file.string(), 4096).value_or("");
    struct stat mode {};
    const bool guarded = stat(file.c_str(), &mode) == 0 && (mode.st_mode & 0777) == 0600;
    if (secret.size() < 16 || !guarded) leaks.push_back(file.string());
    secrets.push_back(secret);
    keepers.insert(file.string());
  };
  keeps(CloudFile("postgres-password"));
  for (const fs::directory_entry& entry : fs::directory_iterator(CloudFile(""))) {
    const std::string name = entry.path().filename().string();
    if (name == "cloudflare-token" || name.starts_with("secret-")) keeps(entry.path());
  }
  // The emulated Cloudflare holds the secrets of what is deployed there, as Cloudflare does.
  const std::string vendor = CloudFile("cloudflare/cloudflare.db");
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory_.path())) {
    const std::string path = entry.path().string();
    if (!entry.is_regular_file() || keepers.contains(path) || path.starts_with(vendor)) continue;
    const absl::StatusOr<std::string> bytes = ReadFile(path, kLargestFile);
    const bool leaked =
        !bytes.ok() || std::any_of(secrets.begin(), secrets.end(), [&](const std::string& secret) {
          return bytes->find(secret) != bytes->npos;
        });
    if (leaked) leaks.push_back(path);
  }
  return leaks;
}

}  // namespace release::e2e
