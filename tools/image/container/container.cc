#include "tools/image/container/container.h"

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
// And the one that it reads a byte of before it runs the program.
constexpr int kBlockFd = 4;
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
                   .why = "names are not looked up in images",
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

absl::StatusOr<Command> CommandOf(const UnpackedImage& image, const ContainerOptions& options) {
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
  command.argv = {kBubblewrap,       "--die-with-parent",
                  "--unshare-user",  "--uid",
                  Concat(user->uid), "--gid",
                  Concat(user->gid), "--unshare-pid",
                  "--as-pid-1",      "--unshare-ipc",
                  "--unshare-uts",   "--hostname",
                  options.hostname,  "--info-fd",
                  Concat(kInfoFd),   "--ro-bind",
                  image.root,        "/",
                  "--proc",          "/proc",
                  "--dev",           "/dev",
                  "--tmpfs",         "/tmp",
                  "--chdir",         config.working_dir.empty() ? "/" : config.working_dir};
  if (options.own_network) command.argv.push_back("--unshare-net");
  if (options.prepare) {
    for (const std::string& word : {std::string("--block-fd"), Concat(kBlockFd)}) {
      command.argv.push_back(word);
    }
  }
  for (const auto& [inside, outside] : options.files) {
    for (const std::string& word : {std::string("--ro-bind"), outside, inside}) {
      command.argv.push_back(word);
    }
  }
  command.argv.push_back("--");
  command.argv.insert(command.argv.end(), program.begin(), program.end());
  return command;
}

// Reads what bubblewrap says of its child; 0 when bubblewrap ended first.
pid_t ProgramIn(const FileDescriptor& info) {
  std::string text;
  char buffer[512];
  for (ssize_t count; (count = read(info.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(count));
  }
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("child-pid")) return 0;
  const nlohmann::json& pid = json["child-pid"];
  return pid.is_number_integer() ? pid.get<pid_t>() : 0;
}

}  // namespace

Container::Container(Process process, FileDescriptor program)
    : process_(std::move(process)), program_(std::move(program)) {}

absl::StatusOr<Container> Container::Start(const UnpackedImage& image,
                                           const std::map<std::string, std::string>& env,
                                           int log_fd, const ContainerOptions& options) {
  absl::StatusOr<Command> command = CommandOf(image, options);
  if (!command.ok()) return command.status();
  if (access(kBubblewrap, X_OK) != 0) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "CLOUD-NO-BUBBLEWRAP",
                     .what = "the image cannot be run",
                     .why = Concat(kBubblewrap, " is not on this machine"),
                     .fix = "apt-get install bubblewrap"});
  }
  command->env = EnvironmentOf(image.config.config);
  for (const auto& [name, value] : env) command->env[name] = value;
  command->out = command->err = Stdio::Fd(log_fd);
  absl::StatusOr<Pipe> info = MakePipe();
  if (!info.ok()) return info.status();
  absl::StatusOr<Pipe> go = MakePipe();
  if (!go.ok()) return go.status();
  command->fds = {{info->write_end.get(), kInfoFd}};
  if (options.prepare) command->fds.push_back({go->read_end.get(), kBlockFd});
  absl::StatusOr<Process> process = Process::Start(*command);
  for (const auto& [name, value] : env) WipeString(command->env[name]);
  if (!process.ok()) return process.status();
  // Otherwise the pipe never ends.
  info->write_end.Close();
  const pid_t pid = ProgramIn(info->read_end);
  FileDescriptor program;
  if (pid > 0) program = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (options.prepare && program.valid()) {
    // On failure `process` ends bubblewrap before the pipe ends, which would let the program run.
    if (absl::Status prepared = options.prepare(pid); !prepared.ok()) {
      process->Terminate(absl::ZeroDuration());
      return prepared;
    }
    if (write(go->write_end.get(), "g", 1) != 1) process->Terminate(absl::ZeroDuration());
  }
  return Container(*std::move(process), std::move(program));
}

void Container::Signal(int signal) {
  if (program_.valid()) syscall(SYS_pidfd_send_signal, program_.get(), signal, nullptr, 0);
}

void Container::Stop(absl::Duration grace) {
  if (program_.valid()) {
    Signal(SIGTERM);
    if (process_.WaitFor(grace).has_value()) return;
  }
  process_.Terminate(absl::ZeroDuration());
}

}  // namespace release
