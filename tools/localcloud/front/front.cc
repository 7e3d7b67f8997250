#include "tools/localcloud/front/front.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/front/host_name.h"
#include "tools/localcloud/front/nginx_config.h"

namespace release::cloud {
namespace {

absl::Status Check(const FrontSettings& settings) {
  const absl::Status registry = CheckHostName(settings.registry_host);
  if (!registry.ok()) return registry;
  in_addr parsed{};
  if (inet_pton(AF_INET, settings.address.c_str(), &parsed) == 1 &&
      (ntohl(parsed.s_addr) >> 24) == 127) {
    return absl::OkStatus();
  }
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "HTTP-NOT-LOOPBACK",
                   .what = Concat("the local cloud does not listen on `", settings.address, "`"),
                   .why = "it holds credentials and answers strangers, so it stays on this machine",
                   .fix = "use an address that begins with 127."});
}

// As root, nginx gives its files to this user, which must be the one we are: in a user namespace
// there is no other.
std::string UserWords() {
  if (geteuid() != 0) return "";
  const passwd* user = getpwuid(geteuid());
  const group* own_group = getgrgid(getegid());
  if (user == nullptr || own_group == nullptr) return "";
  return Concat(user->pw_name, " ", own_group->gr_name);
}

std::string LogOf(const std::string& directory) { return directory + "/logs/nginx.log"; }

std::string FaultDirectory(const std::string& directory, HostFault fault) {
  const char* name = fault == HostFault::kBotProtection ? "bot_protection" : "captive_portal";
  return Concat(directory, "/run/faults/", name);
}

absl::Status MakeDirectories(const std::string& directory) {
  for (const std::string& path :
       {directory + "/front", directory + "/front/temp", directory + "/logs",
        directory + "/run/faults", FaultDirectory(directory, HostFault::kBotProtection),
        FaultDirectory(directory, HostFault::kCaptivePortal)}) {
    const absl::Status made = EnsurePrivateDirectory(path);
    if (!made.ok()) return made;
  }
  return absl::OkStatus();
}

// nginx writes the file once it listens.
bool HasWrittenPid(const std::string& path, pid_t pid) {
  const auto text = ReadFile(path, 100);
  pid_t written = 0;
  return text.ok() && absl::SimpleAtoi(absl::StripAsciiWhitespace(*text), &written) &&
         written == pid;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Front>> Front::Start(const FrontSettings& settings) {
  const absl::Status valid = Check(settings);
  if (!valid.ok()) return valid;
  const std::string& directory = settings.directory;
  std::unique_ptr<Front> front(new Front(settings));
  auto hosts = HostLinks::Open(directory + "/run");
  if (!hosts.ok()) return hosts.status();
  front->hosts_ = *std::move(hosts);
  auto certificates = Certificates::Open(directory, settings.address);
  if (!certificates.ok()) return certificates.status();
  front->certificates_ = *std::move(certificates);
  const absl::Status made = MakeDirectories(directory);
  if (!made.ok()) return made;

  const absl::Status written = WriteFileAtomically(
      directory + "/front/nginx.conf",
      NginxConfig({.address = settings.address,
                   .port = settings.port,
                   .registry_host = settings.registry_host,
                   .client_timeout_ms = absl::ToInt64Milliseconds(settings.client_timeout),
                   .user = UserWords()}));
  if (!written.ok()) return written;
  if (absl::Status started = front->StartServer(); !started.ok()) return started;
  return front;
}

Front::Front(const FrontSettings& settings)
    : directory_(settings.directory), nginx_(settings.nginx), keeper_("nginx", LogOf(directory_)) {}

absl::Status Front::StartServer() {
  const std::string pid_file = directory_ + "/front/front.pid";
  unlink(pid_file.c_str());

  ServerStart start;
  start.name = "nginx";
  start.command.argv = {nginx_, "-p", directory_ + "/front/", "-c", "nginx.conf"};
  start.command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  start.command.cwd = directory_ + "/run";
  start.log = LogOf(directory_);
  start.ready = [&pid_file](pid_t pid) { return HasWrittenPid(pid_file, pid); };
  auto server = ServerProcess::Start(std::move(start));
  if (!server.ok()) return server.status();
  server_.emplace(*std::move(server));
  return absl::OkStatus();
}

std::string Front::Tend(absl::Duration now) {
  return keeper_.Tend(now, server_->Ended(), [this] { return StartServer(); });
}

absl::Status Front::SetFault(const std::string& host, HostFault fault, bool on) {
  const absl::Status valid = CheckHostName(host);
  if (!valid.ok()) return valid;
  const std::string path = Concat(FaultDirectory(directory_, fault), "/", host);
  if (on) {
    const FileDescriptor made(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (made.valid()) return absl::OkStatus();
  } else if (unlink(path.c_str()) == 0 || errno == ENOENT) {
    return absl::OkStatus();
  }
  return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                               .what = Concat("`", path, "` cannot be changed"),
                               .fix = "see that the cloud's directory is writable"});
}

}  // namespace release::cloud
