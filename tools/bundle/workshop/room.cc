#include "tools/bundle/workshop/room.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::bundle {
namespace {

namespace fs = std::filesystem;

absl::Status Refused(int error_number, std::string what) {
  return DiagnoseErrno(
      error_number,
      {.code = "WORKSHOP-NAMESPACE",
       .what = Concat("the workshop cannot be closed off: ", what),
       .why = "bundles are built where every machine looks the same: the kernel said",
       .fix = "allow unprivileged user namespaces, which Bazel's own sandbox needs as well"});
}

absl::Status WriteMap(const char* file, const std::string& text) {
  std::ofstream out(file);
  out << text << std::flush;
  if (!out) return Refused(errno, Concat("writing ", file));
  return absl::OkStatus();
}

absl::Status Unusable(int error_number, const std::string& source, std::string what) {
  return DiagnoseErrno(error_number, {.code = "WORKSHOP-INPUT",
                                      .what = Concat("cannot show ", source, " in the workshop"),
                                      .why = std::move(what),
                                      .fix = "see whether the input exists and can be read"});
}

// A layer above `lower` takes what is written. Both stand beside the room's visible part.
absl::Status ShowFolder(const std::string& source, const std::string& target) {
  static int count = 0;
  const std::string base = Concat(kRoomPath, "/.layers/", ++count);
  std::error_code error;
  for (const char* part : {"/lower", "/upper", "/work"}) {
    fs::create_directories(Concat(base, part), error);
  }
  fs::create_directories(target, error);
  if (error) return Unusable(error.value(), source, "making folders");
  // Through a bind mount, because a path with a colon or comma would end the option below.
  if (mount(source.c_str(), Concat(base, "/lower").c_str(), nullptr, MS_BIND | MS_REC, nullptr) !=
      0) {
    return Unusable(errno, source, "bind mount");
  }
  const std::string options = Concat("userxattr,lowerdir=", base, "/lower,upperdir=", base,
                                     "/upper,workdir=", base, "/work");
  if (mount("overlay", target.c_str(), "overlay", 0, options.c_str()) != 0) {
    return Unusable(errno, source, "overlay mount");
  }
  return absl::OkStatus();
}

absl::Status ShowFile(const std::string& source, const std::string& target) {
  std::error_code error;
  fs::create_directories(fs::path(target).parent_path(), error);
  std::ofstream(target).flush();
  if (mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    return Unusable(errno, source, "bind mount");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status EnterRoom() {
  const std::string uid = Concat(getuid(), " ", getuid(), " 1\n");
  const std::string gid = Concat(getgid(), " ", getgid(), " 1\n");
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0) {
    return Refused(errno, "new namespaces");
  }
  absl::Status status = WriteMap("/proc/self/setgroups", "deny");
  if (status.ok()) status = WriteMap("/proc/self/uid_map", uid);
  if (status.ok()) status = WriteMap("/proc/self/gid_map", gid);
  if (!status.ok()) return status;
  const std::string room(kRoomPath);
  if (mkdir(room.c_str(), 0755) != 0 && errno != EEXIST) return Refused(errno, "making " + room);
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return Refused(errno, "private mounts");
  }
  if (mount("tmpfs", room.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") != 0) {
    return Refused(errno, "mounting a tmpfs");
  }
  return absl::OkStatus();
}

absl::Status Show(const std::string& source, const std::string& target) {
  struct stat found;
  if (stat(source.c_str(), &found) != 0) return Unusable(errno, source, "looking at it");
  return S_ISDIR(found.st_mode) ? ShowFolder(source, target) : ShowFile(source, target);
}

}  // namespace release::bundle
