#include "tools/localcloud/front/registry.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string_view>

#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/front/registry_prune.h"
#include "tools/localcloud/server_log.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kName[] = "docker-registry";
constexpr absl::Duration kLongestCollection = absl::Seconds(60);

// JSON is YAML too, and is quoted safely. Locations are relative because the registry does not know
// the port of the front.
std::string ConfigText(const std::string& directory) {
  const json config = {
      {"version", 0.1},
      {"log", {{"level", "warn"}, {"accesslog", {{"disabled", true}}}}},
      {"storage",
       {{"filesystem", {{"rootdirectory", directory + "/registry"}}},
        {"delete", {{"enabled", true}}}}},
      {"http", {{"net", "unix"}, {"addr", Registry::kSocket}, {"relativeurls", true}}},
  };
  return config.dump(2) + "\n";
}

// Through the descriptor of the directory: the path itself may be too long for a socket.
std::string SocketPath(const FileDescriptor& run, std::string_view name) {
  return Concat("/proc/self/fd/", run.get(), "/", name);
}

bool Answers(const std::string& path) {
  const FileDescriptor client(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

std::string ConfigOf(const RegistrySettings& settings) {
  return settings.directory + "/front/registry.yml";
}

std::string LogOf(const RegistrySettings& settings) {
  return settings.directory + "/logs/registry.log";
}

absl::StatusOr<ServerProcess> StartServer(const RegistrySettings& settings,
                                          const FileDescriptor& run) {
  const std::string socket_path = SocketPath(run, Registry::kSocket);
  unlink(socket_path.c_str());
  ServerStart start;
  start.name = kName;
  start.command.argv = {settings.program, "serve", ConfigOf(settings)};
  start.command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  start.command.cwd = settings.directory + "/run";
  start.log = LogOf(settings);
  start.ready = [&socket_path](pid_t) { return Answers(socket_path); };
  return ServerProcess::Start(std::move(start));
}

// Takes its time only when there is something to remove. A failure is in its log, and no reason not
// to start: then more is kept than need be.
void CollectGarbage(const RegistrySettings& settings) {
  if (ForgetOldManifests(settings.directory + "/registry", settings.newest, settings.in_use) == 0) {
    return;
  }
  const auto log = ServerLog::Open(LogOf(settings));
  if (!log.ok()) return;
  Command command;
  command.argv = {settings.program, "garbage-collect", ConfigOf(settings)};
  command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  command.cwd = settings.directory + "/run";
  command.out = command.err = Stdio::Fd(log->fd());
  auto collector = Process::Start(command);
  if (collector.ok() && !collector->WaitFor(kLongestCollection)) collector->Signal(SIGKILL);
}

}  // namespace

absl::StatusOr<Registry> Registry::Start(const RegistrySettings& settings, RegistryCheck check) {
  const std::string run = settings.directory + "/run";
  for (const std::string& path : {settings.directory + "/registry", settings.directory + "/front",
                                  settings.directory + "/logs", run}) {
    const absl::Status made = EnsurePrivateDirectory(path);
    if (!made.ok()) return made;
  }
  const absl::Status written =
      WriteFileAtomically(ConfigOf(settings), ConfigText(settings.directory));
  if (!written.ok()) return written;
  auto directory = OpenFile(run, O_PATH | O_DIRECTORY);
  if (!directory.ok()) return directory.status();
  CollectGarbage(settings);
  auto server = StartServer(settings, *directory);
  if (!server.ok()) return server.status();
  auto door = OpenRegistryDoor(SocketPath(*directory, "registry-auth.sock"), std::move(check));
  if (!door.ok()) return door.status();
  return Registry(settings, *std::move(directory), *std::move(server), *std::move(door));
}

Registry::Registry(RegistrySettings settings, FileDescriptor run, ServerProcess server,
                   std::unique_ptr<HttpServer> door)
    : settings_(std::move(settings)),
      run_(std::move(run)),
      keeper_(kName, LogOf(settings_)),
      server_(std::move(server)),
      door_(std::move(door)) {}

std::string Registry::Tend(absl::Duration now) {
  return keeper_.Tend(now, server_.Ended(), [this] {
    auto server = StartServer(settings_, run_);
    if (server.ok()) server_ = *std::move(server);
    return server.status();
  });
}

}  // namespace release::cloud
