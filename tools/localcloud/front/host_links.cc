#include "tools/localcloud/front/host_links.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/front/host_name.h"

namespace release::cloud {
namespace {

// No host name begins with a dot.
constexpr const char* kNewLink = "/hosts/.new";

absl::Status Unwritable(const std::string& path, int error) {
  return DiagnoseErrno(error, {.code = "FILE-UNWRITABLE",
                               .what = Concat("`", path, "` cannot be changed"),
                               .fix = "see that the cloud's directory is writable"});
}

absl::Status MakeEmpty(const std::string& directory) {
  std::error_code error;
  std::filesystem::remove_all(directory, error);
  if (error) return Unwritable(directory, error.value());
  return EnsurePrivateDirectory(directory);
}

absl::Status Remove(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return Unwritable(path, errno);
}

}  // namespace

absl::StatusOr<std::unique_ptr<HostLinks>> HostLinks::Open(const std::string& run_directory) {
  for (const char* name : {"", "/hosts", "/known"}) {
    const std::string path = run_directory + name;
    const absl::Status made = *name == '\0' ? EnsurePrivateDirectory(path) : MakeEmpty(path);
    if (!made.ok()) return made;
  }
  return std::unique_ptr<HostLinks>(new HostLinks(run_directory));
}

absl::Status HostLinks::Serve(const std::string& host, const std::string& socket) {
  const absl::Status valid = CheckHostName(host);
  if (!valid.ok()) return valid;
  // A link's target counts from the directory of the link.
  const std::string target = socket.starts_with('/') ? socket : "../" + socket;
  const std::string link = run_directory_ + "/hosts/" + host;
  const std::string fresh = run_directory_ + kNewLink;
  const std::lock_guard lock(mutex_);
  const absl::Status removed = Remove(fresh);
  if (!removed.ok()) return removed;
  if (symlink(target.c_str(), fresh.c_str()) != 0 || rename(fresh.c_str(), link.c_str()) != 0) {
    return Unwritable(link, errno);
  }
  const std::string known = run_directory_ + "/known/" + host;
  const FileDescriptor made(open(known.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  return made.valid() ? absl::OkStatus() : Unwritable(known, errno);
}

absl::Status HostLinks::Unserve(const std::string& host) {
  const absl::Status valid = CheckHostName(host);
  if (!valid.ok()) return valid;
  const std::lock_guard lock(mutex_);
  for (const char* place : {"/hosts/", "/known/"}) {
    const absl::Status removed = Remove(run_directory_ + place + host);
    if (!removed.ok()) return removed;
  }
  return absl::OkStatus();
}

}  // namespace release::cloud
