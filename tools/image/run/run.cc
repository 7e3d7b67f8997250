#include "tools/image/run/run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"
#include "tools/image/root/scratch_folder.h"
#include "tools/image/root/write_root.h"
#include "tools/image/run/diff_tree.h"
#include "tools/image/run/mount_points.h"
#include "tools/image/run/owners.h"
#include "tools/image/run/run_failure.h"
#include "tools/image/run/sandbox.h"
#include "tools/image/run/tree_snapshot.h"

namespace release::image {
namespace {

constexpr std::string_view kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr char kCapability[] = "security.capability";

// A folder of this run, removed at the end.
class WorkFolder {
 public:
  explicit WorkFolder(std::string path) : path_(std::move(path)) {}
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() { RemoveTree(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string HomeOf(const Root& root, uint32_t uid) {
  const absl::StatusOr<std::string> passwd = root.ReadSmallFile("etc/passwd", 1 << 20);
  if (!passwd.ok()) return "/";
  for (const absl::string_view line : absl::StrSplit(*passwd, '\n')) {
    const std::vector<std::string> fields = absl::StrSplit(line, ':');
    uint32_t id = 0;
    if (fields.size() >= 6 && absl::SimpleAtoi(fields[2], &id) && id == uid && !fields[5].empty()) {
      return fields[5];
    }
  }
  return "/";
}

std::vector<std::string> EnvironmentOf(const RunRequest& request) {
  std::map<std::string, std::string> all = request.environment;
  all.try_emplace("PATH", kPath);
  if (all.count("HOME") == 0) all["HOME"] = HomeOf(request.before, request.user.uid);
  std::vector<std::string> texts;
  for (const auto& [name, value] : all) texts.push_back(Concat(name, "=", value));
  return texts;
}

// Files that WriteRoot() could give away (we are the machine's root) come back to us: the sandbox
// has our id only.
void TakeBack(const std::string& path, mode_t mode) {
  struct stat info = {};
  if (lstat(path.c_str(), &info) != 0) return;
  if (info.st_uid == geteuid() && info.st_gid == getegid()) return;
  if (lchown(path.c_str(), geteuid(), getegid()) != 0 || S_ISLNK(info.st_mode)) return;
  chmod(path.c_str(), mode);
}

// Writes `root` to `directory`; what the disk cannot say of owners goes to `owners`.
absl::Status WriteOwned(const Root& root, const std::string& directory, Owners& owners) {
  absl::StatusOr<WriteRootSummary> written = WriteRoot(root, directory);
  if (!written.ok()) return written.status();
  TakeBack(directory, 0755);
  for (const auto& [path, entry] : root.entries()) {
    const std::string disk = Concat(directory, "/", path);
    TakeBack(disk, entry.mode);
    struct statx info = {};
    if (statx(AT_FDCWD, disk.c_str(), AT_SYMLINK_NOFOLLOW, kFileKeyMask, &info) != 0) continue;
    const LayerEntry* file = root.FindFile(path);
    const auto& xattrs = (file == nullptr ? entry : *file).xattrs;
    const auto capability = xattrs.find(kCapability);
    Ownership owner{entry.uid, entry.gid, {}};
    if (capability != xattrs.end()) owner.capability = capability->second;
    owners.Set(KeyOf(info), std::move(owner));
  }
  struct statx top = {};
  if (statx(AT_FDCWD, directory.c_str(), 0, kFileKeyMask, &top) == 0) owners.Set(KeyOf(top), {});
  return absl::OkStatus();
}

absl::Status AddContent(const RunMount& mount, const std::string& folder, Owners& owners,
                        SandboxMount& made) {
  absl::Status status = WriteOwned(mount.content, folder, owners);
  if (!status.ok()) return status;
  made.source = folder;
  if (mount.source.empty()) {
    if (!mount.content.entries().empty()) return absl::OkStatus();
    chmod(folder.c_str(), mount.mode);
    struct statx info = {};
    if (statx(AT_FDCWD, folder.c_str(), 0, kFileKeyMask, &info) == 0) {
      owners.Set(KeyOf(info), {mount.uid, mount.gid, {}});
    }
    return absl::OkStatus();
  }
  const absl::StatusOr<std::string> source = mount.content.Tree().Resolve(mount.source, true);
  if (!source.ok()) return source.status();
  const LayerEntry* entry = mount.content.Find(*source);
  if (entry == nullptr) {
    return Problem(absl::StatusCode::kNotFound,
                   {"IMAGE-RUN-MOUNT-SOURCE", Concat("nothing to mount at `", mount.source, "`"),
                    "the source of --mount is not in the context or stage it is taken from",
                    "correct `source=`, or declare the file as an input"});
  }
  made.source = Concat(folder, "/", *source);
  made.directory = entry->kind == EntryKind::kDirectory;
  return absl::OkStatus();
}

absl::Status AddMounts(const RunRequest& request, const std::string& work, MountPoints& points,
                       Owners& owners, SandboxRequest& sandbox) {
  int number = 0;
  for (const RunMount& mount : request.mounts) {
    SandboxMount made{.target = mount.target.rfind('/', 0) == 0
                                    ? CleanPath(mount.target)
                                    : CleanPath(Concat(request.workdir, "/", mount.target)),
                      .read_only = mount.read_only,
                      .size = mount.size,
                      .mode = mount.mode};
    if (mount.kind == RunMount::Kind::kContent) {
      const std::string folder = Concat(work, "/mount", number++);
      if (mkdir(folder.c_str(), 0755) != 0) {
        return DiagnoseErrno(errno, {"IMAGE-RUN-DISK", "cannot make a folder for --mount", "",
                                     "check the disk of the build"});
      }
      absl::Status status = AddContent(mount, folder, owners, made);
      if (!status.ok()) return status;
    }
    if (made.target.rfind("/dev/", 0) != 0) {
      absl::Status status = points.Make(made.target, made.directory);
      if (!status.ok()) return status;
    }
    sandbox.mounts.push_back(std::move(made));
  }
  return absl::OkStatus();
}

// What names mean without a network: the host's own answers stay outside, and what the command
// writes here is no part of the layer, as in every container build.
absl::Status AddNameFiles(const Root& before, const std::string& work, MountPoints& points,
                          SandboxRequest& sandbox) {
  struct NameFile {
    const char* name;
    std::string_view content;
  };
  constexpr NameFile kFiles[] = {{"hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n"},
                                 {"resolv.conf", ""}};
  const LayerEntry* etc = before.Find("etc");
  if (etc == nullptr || etc->kind != EntryKind::kDirectory) return absl::OkStatus();
  for (const NameFile& file : kFiles) {
    const LayerEntry* old = before.Find(Concat("etc/", file.name));
    if (old != nullptr && old->kind == EntryKind::kSymlink) continue;
    SandboxMount mount{.source = Concat(work, "/", file.name),
                       .target = Concat("/etc/", file.name),
                       .directory = false};
    absl::Status status = WriteFileAtomically(mount.source, file.content, 0644);
    if (status.ok()) status = points.Make(mount.target, /*directory=*/false);
    if (!status.ok()) return status;
    sandbox.mounts.push_back(std::move(mount));
  }
  return absl::OkStatus();
}

// The contents of the layer survive the root that they were made in.
absl::Status KeepSources(std::vector<LayerEntry>& entries, const std::string& scratch) {
  absl::StatusOr<std::string> kept = ScratchFolder(scratch);
  if (!kept.ok()) return kept.status();
  int number = 0;
  for (LayerEntry& entry : entries) {
    if (entry.source.empty()) continue;
    std::string target = Concat(*kept, "/", number++);
    if (rename(entry.source.c_str(), target.c_str()) != 0) {
      return DiagnoseErrno(errno, {"IMAGE-RUN-DISK", "cannot keep what RUN has written", "",
                                   "check the disk of the build"});
    }
    entry.source = std::move(target);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RunResult> RunInSandbox(const RunRequest& request) {
  absl::StatusOr<std::string> folder = ScratchFolder(request.scratch);
  if (!folder.ok()) return folder.status();
  // As the kernel names it: the paths of open files are compared with it.
  std::array<char, PATH_MAX> real;
  if (realpath(folder->c_str(), real.data()) == nullptr) {
    return DiagnoseErrno(errno, {"IMAGE-RUN-DISK", "cannot find the scratch folder", "",
                                 "check the disk of the build"});
  }
  const WorkFolder work(real.data());
  SandboxRequest sandbox{.directory = Concat(work.path(), "/root"),
                         .argv = request.argv,
                         .environment = EnvironmentOf(request),
                         .workdir = request.workdir,
                         .user = request.user,
                         .hostname = request.hostname,
                         .timeout = request.timeout,
                         .output_tail = request.output_tail,
                         .max_processes = request.max_processes,
                         .output = request.output};
  if (mkdir(sandbox.directory.c_str(), 0755) != 0) {
    return DiagnoseErrno(errno, {"IMAGE-RUN-DISK", "cannot make a folder for the root", "",
                                 "check the disk of the build"});
  }
  Owners owners(request.user.uid, request.user.gid);
  absl::Status status = WriteOwned(request.before, sandbox.directory, owners);
  if (!status.ok()) return status;

  MountPoints points(sandbox.directory);
  for (const char* name : {"/dev", "/proc"}) {
    std::string target = name;
    status = points.Make(target, /*directory=*/true);
    if (!status.ok()) return status;
  }
  status = AddNameFiles(request.before, work.path(), points, sandbox);
  if (!status.ok()) return status;
  status = AddMounts(request, work.path(), points, owners, sandbox);
  if (!status.ok()) return status;
  absl::StatusOr<TreeSnapshot> then = LookAtTree(sandbox.directory);
  if (!then.ok()) return then.status();
  AwaitLaterTime(*then);

  absl::StatusOr<SandboxOutcome> outcome = RunSandbox(sandbox, owners);
  if (!outcome.ok()) return outcome.status();
  if (!outcome->refused_devices.empty()) return DeviceRefused(outcome->refused_devices.front());
  if (outcome->wait_status != 0) return CommandFailed(*outcome);

  points.Remove();
  absl::StatusOr<TreeChanges> changes =
      DiffTree(request.before, *then, sandbox.directory, owners, work.path());
  if (!changes.ok()) return changes.status();
  status = KeepSources(changes->entries, request.scratch);
  if (!status.ok()) return status;
  return RunResult{.changes = std::move(changes->entries),
                   .output_tail = std::move(outcome->output_tail),
                   .warnings = std::move(changes->warnings)};
}

}  // namespace release::image
