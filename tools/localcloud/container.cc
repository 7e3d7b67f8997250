#include "tools/localcloud/container.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/secret.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr char kBubblewrap[] = "/usr/bin/bwrap";
// The number of the descriptor to which bubblewrap writes what it has started.
constexpr int kInfoFd = 3;
constexpr char kDefaultPath[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// USER of an image, "65532:65532" or "65532".
absl::StatusOr<IdMap> UserOf(const image::ContainerConfig& config) {
  IdMap ids;
  if (config.user.empty()) return ids;
  const size_t colon = config.user.find(':');
  const std::string uid = config.user.substr(0, colon);
  const std::string gid = colon == std::string::npos ? "0" : config.user.substr(colon + 1);
  if (absl::SimpleAtoi(uid, &ids.uid) && absl::SimpleAtoi(gid, &ids.gid)) return ids;
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "CLOUD-IMAGE-USER",
                   .what = Concat("the image's user is `", config.user, "`"),
                   .why = "the local cloud looks up no names in images",
                   .fix = "write USER in the Dockerfile with numbers: USER 65532:65532"});
}

std::vector<std::string> ProgramOf(const image::ContainerConfig& config) {
  std::vector<std::string> words;
  for (const auto& part : {config.entrypoint, config.cmd}) {
    if (part.has_value()) words.insert(words.end(), part->begin(), part->end());
  }
  return words;
}

std::map<std::string, std::string> EnvironmentOf(const image::ContainerConfig& config) {
  std::map<std::string, std::string> env{{"PATH", kDefaultPath}};
  for (const std::string& entry : config.env) {
    const size_t equals = entry.find('=');
    if (equals != std::string::npos) env[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return env;
}

absl::StatusOr<Command> CommandOf(const UnpackedImage& image) {
  const image::ContainerConfig& config = image.config.config;
  const absl::StatusOr<IdMap> user = UserOf(config);
  if (!user.ok()) return user.status();
  const std::vector<std::string> program = ProgramOf(config);
  if (program.empty()) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "CLOUD-IMAGE-NO-COMMAND",
                     .what = "the image does not say what to run",
                     .why = "it has neither an entrypoint nor a command",
                     .fix = "add an ENTRYPOINT to its Dockerfile"});
  }
  Command command;
  command.argv = {kBubblewrap,
                  "--die-with-parent",
                  "--unshare-user",
                  "--uid",
                  Concat(user->uid),
                  "--gid",
                  Concat(user->gid),
                  "--unshare-pid",
                  "--as-pid-1",
                  "--unshare-ipc",
                  "--unshare-uts",
                  "--hostname",
                  "api",
                  "--info-fd",
                  Concat(kInfoFd),
                  "--ro-bind",
                  image.root,
                  "/",
                  "--proc",
                  "/proc",
                  "--dev",
                  "/dev",
                  "--tmpfs",
                  "/tmp",
                  "--chdir",
                  config.working_dir.empty() ? "/" : config.working_dir,
                  "--"};
  command.argv.insert(command.argv.end(), program.begin(), program.end());
  return command;
}

// Reads what bubblewrap says of its child, and opens it. Invalid when bubblewrap ended first.
FileDescriptor ProgramIn(const FileDescriptor& info) {
  std::string text;
  char buffer[512];
  for (ssize_t count; (count = read(info.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(count));
  }
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("child-pid")) return FileDescriptor();
  const nlohmann::json& pid = json["child-pid"];
  if (!pid.is_number_integer()) return FileDescriptor();
  return FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid.get<pid_t>(), 0)));
}

}  // namespace

Container::Container(Process process, FileDescriptor program)
    : process_(std::move(process)), program_(std::move(program)) {}

absl::StatusOr<Container> Container::Start(const UnpackedImage& image,
                                           const std::map<std::string, std::string>& env,
                                           int log_fd) {
  absl::StatusOr<Command> command = CommandOf(image);
  if (!command.ok()) return command.status();
  if (access(kBubblewrap, X_OK) != 0) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "CLOUD-NO-BUBBLEWRAP",
                     .what = "the API's image cannot be run",
                     .why = Concat(kBubblewrap, " is not on this machine"),
                     .fix = "apt-get install bubblewrap"});
  }
  command->env = EnvironmentOf(image.config.config);
  for (const auto& [name, value] : env) command->env[name] = value;
  command->out = command->err = Stdio::Fd(log_fd);
  absl::StatusOr<Pipe> info = MakePipe();
  if (!info.ok()) return info.status();
  command->fds = {{info->write_end.get(), kInfoFd}};
  absl::StatusOr<Process> process = Process::Start(*command);
  for (const auto& [name, value] : env) WipeString(command->env[name]);
  if (!process.ok()) return process.status();
  // Otherwise the pipe never ends.
  info->write_end.Close();
  FileDescriptor program = ProgramIn(info->read_end);
  return Container(*std::move(process), std::move(program));
}

void Container::Stop(absl::Duration grace) {
  if (program_.valid()) {
    syscall(SYS_pidfd_send_signal, program_.get(), SIGTERM, nullptr, 0);
    if (process_.WaitFor(grace).has_value()) return;
  }
  process_.Terminate(absl::ZeroDuration());
}

}  // namespace release
