#include "tests/e2e/release_fixture.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"

namespace release::e2e {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kPatience = absl::Minutes(2);

std::string Slurp(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

v1::ArtifactFile Describe(const std::string& file) {
  v1::ArtifactFile described;
  described.set_path(file.substr(1));  // below the runfiles root, which is / here
  described.set_name(file.substr(file.rfind('/') + 1));
  described.mutable_digest()->set_sha256(std::string(64, '0'));
  if (const absl::StatusOr<FileDigest> digest = DigestOfFile(file); digest.ok()) {
    described.mutable_digest()->set_sha256(digest->digest.hex());
    described.mutable_digest()->set_size(digest->size);
  }
  return described;
}

}  // namespace

std::string Runfile(const std::string& path) {
  return absl::StrCat(getenv("TEST_SRCDIR"), "/release/", path);
}

void AwaitFile(const std::string& path) {
  const FileDescriptor watch(inotify_init1(IN_CLOEXEC));
  inotify_add_watch(watch.get(), fs::path(path).parent_path().c_str(), IN_CREATE | IN_MOVED_TO);
  const absl::Time end = absl::Now() + kPatience;
  while (access(path.c_str(), F_OK) != 0) {
    pollfd wait{watch.get(), POLLIN, 0};
    const auto left = absl::ToInt64Milliseconds(end - absl::Now());
    if (left <= 0 || poll(&wait, 1, static_cast<int>(left)) == 0) {
      FAIL() << "nobody made " << path;
    }
    char events[4096];
    [[maybe_unused]] const ssize_t got = read(watch.get(), events, sizeof events);
  }
}

bool AwaitGone(pid_t pid, absl::Duration patience) {
  const FileDescriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process.valid()) return errno == ESRCH;
  pollfd wait{process.get(), POLLIN, 0};
  return poll(&wait, 1, static_cast<int>(absl::ToInt64Milliseconds(patience))) == 1;
}

ReleaseFixture::ReleaseFixture() : directory_(TempDirectory::Create("/tmp", "e2e-")) {
  manifest_.set_format(1);
  manifest_.set_label("//tests/e2e:pipeline");
  manifest_.set_environment("test");
  manifest_.set_approval(v1::APPROVAL_NONE);
  *manifest_.mutable_step_host() = Describe(Runfile("tools/step_host/step_host"));
  environment_ = {{"PATH", "/usr/bin:/bin"}, {"HOME", Path("home")}};
  state_ = Path("state");
  WriteEnvironments("[test]\nallow_local = true\n");
}

void ReleaseFixture::WriteEnvironments(const std::string& text) {
  std::ofstream(Path("environments.toml")) << text;
  *manifest_.mutable_environments() = Describe(Path("environments.toml"));
  manifest_.mutable_environments()->set_name("infra/environments.toml");
}

v1::StepSpec& ReleaseFixture::AddPlugin(const std::string& name, const std::string& plugin_file) {
  v1::StepSpec& step = *manifest_.add_steps();
  step.set_name(name);
  step.set_label("//tests/e2e:" + name);
  step.set_config_json("{}");
  step.set_attempts(3);
  step.mutable_timeout()->set_seconds(60);
  step.mutable_stall_timeout()->set_seconds(30);
  step.mutable_plugin()->set_name(name);
  step.mutable_plugin()->set_label("//tests/bad_plugins:" + name);
  *step.mutable_plugin()->mutable_file() = Describe(plugin_file);
  return step;
}

v1::StepSpec& ReleaseFixture::AddChaos(const std::string& name,
                                       std::map<std::string, std::string> config,
                                       const std::vector<std::string>& after) {
  v1::StepSpec& step = AddPlugin(name, Runfile("tests/e2e/chaos/chaos_plugin.so"));
  step.mutable_plugin()->set_name("chaos");
  step.mutable_plugin()->set_label("//tests/e2e/chaos:chaos");
  step.mutable_plugin()->set_config_message("release.chaos.Config");
  for (const std::string& earlier : after) step.add_after(earlier);
  config.try_emplace("effect", EffectOf(name));
  config.try_emplace("trigger", TriggerOf(name));
  std::vector<std::string> fields;
  for (const auto& [key, value] : config) {
    fields.push_back(absl::StrCat("\"", key, "\":\"", value, "\""));
  }
  step.set_config_json(absl::StrCat("{", absl::StrJoin(fields, ","), "}"));
  return step;
}

Command ReleaseFixture::CommandFor(std::vector<std::string> flags) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(manifest_, &json).ok());
  std::ofstream(Path("manifest.json")) << json;
  Command command;
  command.argv = {Runfile("tools/cli/release"), "run", "--manifest=" + Path("manifest.json"),
                  "--runfiles=/", "--state=" + state_};
  command.argv.insert(command.argv.end(), flags.begin(), flags.end());
  command.env = environment_;
  return command;
}

Ended ReleaseFixture::Run(std::vector<std::string> flags) {
  absl::StatusOr<RunResult> result =
      release::Run(CommandFor(std::move(flags)), kPatience, 64 << 20);
  if (!result.ok()) {
    ADD_FAILURE() << result.status();
    return {};
  }
  return {result->exit, result->out, result->err};
}

absl::StatusOr<Process> ReleaseFixture::Start(std::vector<std::string> flags,
                                              const std::string& until) {
  Command command = CommandFor(std::move(flags));
  absl::StatusOr<FileDescriptor> output =
      OpenFile(Path("output"), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  if (!output.ok()) return output.status();
  command.out = Stdio::Fd(output->get());
  command.err = Stdio::Fd(output->get());
  absl::StatusOr<Process> process = Process::Start(command);
  if (process.ok()) AwaitFile(until);
  return process;
}

std::string ReleaseFixture::StartedOutput() const { return Slurp(Path("output")); }

size_t ReleaseFixture::TimesApplied(const std::string& step) const {
  const std::string lines = Slurp(EffectOf(step) + ".count");
  return static_cast<size_t>(std::count(lines.begin(), lines.end(), '\n'));
}

void ReleaseFixture::Touch(const std::string& path) const { std::ofstream(path) << '\n'; }

std::vector<v1::Event> ReleaseFixture::Events() {
  Command command;
  command.argv = {Runfile("tools/cli/release"), "watch", "--state=" + state_, "--output=json"};
  command.env = environment_;
  absl::StatusOr<RunResult> result = release::Run(std::move(command), kPatience, 64 << 20);
  std::vector<v1::Event> events;
  if (!result.ok()) return events;
  for (const auto line : absl::StrSplit(result->out, '\n', absl::SkipEmpty())) {
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(std::string(line), &events.emplace_back())
            .ok());
  }
  return events;
}

std::string ReleaseFixture::EverythingOnDisk() const {
  std::string bytes;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory_->path())) {
    if (entry.is_regular_file() && entry.path().filename() != "environments.toml") {
      bytes += Slurp(entry.path().string());
    }
  }
  return bytes;
}

}  // namespace release::e2e
