#include "tools/localcloud/front/registry.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

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

}  // namespace

absl::StatusOr<Registry> Registry::Start(const RegistrySettings& settings, RegistryCheck check) {
  const std::string run = settings.directory + "/run";
  for (const std::string& path : {settings.directory + "/registry", settings.directory + "/front",
                                  settings.directory + "/logs", run}) {
    const absl::Status made = EnsurePrivateDirectory(path);
    if (!made.ok()) return made;
  }
  const std::string config = settings.directory + "/front/registry.yml";
  const absl::Status written = WriteFileAtomically(config, ConfigText(settings.directory));
  if (!written.ok()) return written;
  auto directory = OpenFile(run, O_PATH | O_DIRECTORY);
  if (!directory.ok()) return directory.status();
  const std::string socket_path = SocketPath(*directory, kSocket);
  unlink(socket_path.c_str());

  ServerStart start;
  start.name = "docker-registry";
  start.command.argv = {settings.program, "serve", config};
  start.command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  start.command.cwd = run;
  start.log = settings.directory + "/logs/registry.log";
  start.ready = [&socket_path](pid_t) { return Answers(socket_path); };
  auto server = ServerProcess::Start(std::move(start));
  if (!server.ok()) return server.status();
  auto door = OpenRegistryDoor(SocketPath(*directory, "registry-auth.sock"), std::move(check));
  if (!door.ok()) return door.status();
  return Registry(*std::move(directory), *std::move(server), *std::move(door));
}

}  // namespace release::cloud
