#include "tools/image/run/sandbox_plan.h"

#include <sys/mount.h>
#include <sys/statvfs.h>

#include <string_view>

#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr std::string_view kDevices[] = {"null", "zero", "full", "random", "urandom", "tty"};

struct Link {
  std::string_view name;
  std::string_view text;
};
constexpr Link kLinks[] = {{"ptmx", "pts/ptmx"},
                           {"fd", "/proc/self/fd"},
                           {"stdin", "/proc/self/fd/0"},
                           {"stdout", "/proc/self/fd/1"},
                           {"stderr", "/proc/self/fd/2"}};

void AddDev(std::vector<SetupStep>& steps, const std::string& dev) {
  steps.push_back({.kind = SetupKind::kMount,
                   .source = "tmpfs",
                   .target = dev,
                   .type = "tmpfs",
                   .flags = MS_NOSUID | MS_NOEXEC,
                   .data = "mode=0755,size=64m"});
  for (const std::string_view device : kDevices) {
    const std::string target = Concat(dev, "/", device);
    steps.push_back({.kind = SetupKind::kMakeFile, .target = target, .mode = 0666});
    steps.push_back({.kind = SetupKind::kMount,
                     .source = Concat("/dev/", device),
                     .target = target,
                     .flags = MS_BIND});
  }
  steps.push_back({.kind = SetupKind::kMakeDirectory, .target = Concat(dev, "/pts")});
  steps.push_back({.kind = SetupKind::kMount,
                   .source = "devpts",
                   .target = Concat(dev, "/pts"),
                   .type = "devpts",
                   .flags = MS_NOSUID | MS_NOEXEC,
                   .data = "newinstance,ptmxmode=0666,mode=0620"});
  steps.push_back({.kind = SetupKind::kMakeDirectory, .target = Concat(dev, "/shm")});
  steps.push_back({.kind = SetupKind::kMount,
                   .source = "shm",
                   .target = Concat(dev, "/shm"),
                   .type = "tmpfs",
                   .flags = MS_NOSUID | MS_NODEV | MS_NOEXEC,
                   .data = "mode=1777,size=64m"});
  for (const Link& link : kLinks) {
    steps.push_back({.kind = SetupKind::kMakeLink,
                     .source = std::string(link.text),
                     .target = Concat(dev, "/", link.name)});
  }
}

// Flags that the mount below `path` has, and that a user namespace may not take away.
uint64_t LockedFlags(const std::string& path) {
  struct statvfs info = {};
  if (statvfs(path.c_str(), &info) != 0) return 0;
  uint64_t flags = 0;
  if ((info.f_flag & ST_NOSUID) != 0) flags |= MS_NOSUID;
  if ((info.f_flag & ST_NODEV) != 0) flags |= MS_NODEV;
  if ((info.f_flag & ST_NOEXEC) != 0) flags |= MS_NOEXEC;
  if ((info.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
  if ((info.f_flag & ST_NODIRATIME) != 0) flags |= MS_NODIRATIME;
  if ((info.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  return flags;
}

// The mount point of something below /dev, which is made here since /dev is.
void AddPoint(std::vector<SetupStep>& steps, const std::string& root, const SandboxMount& mount) {
  for (size_t slash = mount.target.find('/', 5); slash != std::string::npos;
       slash = mount.target.find('/', slash + 1)) {
    steps.push_back({.kind = SetupKind::kMakeDirectory,
                     .target = Concat(root, mount.target.substr(0, slash)),
                     .may_exist = true});
  }
  steps.push_back({.kind = mount.directory ? SetupKind::kMakeDirectory : SetupKind::kMakeFile,
                   .target = root + mount.target,
                   .may_exist = true});
}

void AddMount(std::vector<SetupStep>& steps, const std::string& root, const SandboxMount& mount) {
  const std::string target = root + mount.target;
  if (mount.target.rfind("/dev/", 0) == 0) AddPoint(steps, root, mount);
  if (mount.source.empty()) {
    std::string data =
        Concat("mode=0", absl::StrCat(mount.mode >> 9U & 7U), absl::StrCat(mount.mode >> 6U & 7U),
               absl::StrCat(mount.mode >> 3U & 7U), absl::StrCat(mount.mode & 7U));
    if (mount.size != 0) AppendTo(data, ",size=", mount.size);
    steps.push_back({.kind = SetupKind::kMount,
                     .source = "tmpfs",
                     .target = target,
                     .type = "tmpfs",
                     .flags = MS_NOSUID | MS_NODEV,
                     .data = data});
    return;
  }
  steps.push_back({.kind = SetupKind::kMount,
                   .source = mount.source,
                   .target = target,
                   .flags = MS_BIND | MS_REC});
  if (!mount.read_only) return;
  steps.push_back({.kind = SetupKind::kMount,
                   .target = target,
                   .flags = MS_REMOUNT | MS_BIND | MS_RDONLY | LockedFlags(mount.source)});
}

}  // namespace

std::vector<SetupStep> SetupSteps(const SandboxRequest& request) {
  const std::string& root = request.directory;
  std::vector<SetupStep> steps;
  // Nothing of what follows is to be seen outside.
  steps.push_back({.kind = SetupKind::kMount, .target = "/", .flags = MS_REC | MS_PRIVATE});
  steps.push_back(
      {.kind = SetupKind::kMount, .source = root, .target = root, .flags = MS_BIND | MS_REC});
  AddDev(steps, Concat(root, "/dev"));
  steps.push_back({.kind = SetupKind::kMount,
                   .source = "proc",
                   .target = Concat(root, "/proc"),
                   .type = "proc",
                   .flags = MS_NOSUID | MS_NODEV | MS_NOEXEC});
  for (const SandboxMount& mount : request.mounts) AddMount(steps, root, mount);
  return steps;
}

}  // namespace release::image
