// Answers the system calls that SyscallFilter() asks about, as if the sandbox had all ids.
//
// The command could change a path between our look and the kernel's. That can make the image
// wrong for who does it on purpose, and is no way out of the sandbox: what we do here, the command
// may do itself, and paths are followed inside its root only.
#ifndef RELEASE_TOOLS_IMAGE_RUN_SUPERVISOR_H_
#define RELEASE_TOOLS_IMAGE_RUN_SUPERVISOR_H_

#include <linux/seccomp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/image/run/credentials.h"
#include "tools/image/run/owners.h"
#include "tools/image/run/tracee.h"

namespace release::image {

// Used by one thread. `owners` must outlive the object.
class Supervisor {
 public:
  Supervisor(const SandboxRequest& request, Owners& owners);

  // The next call waiting at `listener` gets its answer. False when there is none and will be none.
  bool AnswerNext(int listener);

  // Paths where the command wanted to make a device; it was told EPERM.
  const std::vector<std::string>& refused_devices() const { return refused_devices_; }

  // The supervisor may not read the command's memory.
  bool blind() const { return blind_; }

 private:
  // What the caller gets: a value, or minus an errno. Absent: the kernel makes the call.
  using Answer = std::optional<int64_t>;

  // A path argument of a call.
  struct Where {
    int directory;
    uint64_t path;
    bool follow;
    bool empty_is_directory = false;  // AT_EMPTY_PATH
  };

  Answer Decide(const seccomp_data& call, const Tracee& tracee, uint64_t id, int listener);
  FileDescriptor Find(const Tracee& tracee, const Where& where);

  // file_calls.cc
  Answer Chown(const Tracee& tracee, const FileDescriptor& file, uint32_t uid, uint32_t gid);
  Answer Stat(const Tracee& tracee, const FileDescriptor& file, uint64_t to);
  Answer Statx(const Tracee& tracee, const FileDescriptor& file, const seccomp_data& call);
  Ownership SeenOwner(const struct statx& info) const;

  // xattr_calls.cc
  Answer SetXattr(const Tracee& tracee, const FileDescriptor& file, const seccomp_data& call);
  Answer GetXattr(const Tracee& tracee, const FileDescriptor& file, const seccomp_data& call);
  Answer ListXattrs(const Tracee& tracee, const FileDescriptor& file, const seccomp_data& call);
  Answer RemoveXattr(const Tracee& tracee, const FileDescriptor& file, const seccomp_data& call);

  // id_calls.cc
  Answer GetIds(const seccomp_data& call, const Tracee& tracee);
  Answer SetIds(const seccomp_data& call, const Tracee& tracee);

  // signal_calls.cc
  Answer HandleChild(const Tracee& tracee, uint64_t action);

  // create_calls.cc
  Answer Create(const seccomp_data& call, const Tracee& tracee, uint64_t id, int listener);
  Answer OpenNew(const Tracee& tracee, const Where& where, uint64_t flags, uint64_t mode,
                 uint64_t id, int listener);
  Answer MakeNode(const Tracee& tracee, const Where& where, uint64_t mode);
  Answer MakeDirectory(const Tracee& tracee, const Where& where, uint64_t mode);
  Answer MakeSymlink(const Tracee& tracee, const Where& where, uint64_t text);
  bool IsInitial(const Tracee& tracee) const;
  void Own(const Tracee& tracee, int parent, int made);

  Owners& owners_;
  ProcessIds ids_;
  uint32_t our_uid_;
  std::vector<std::string> refused_devices_;
  bool blind_ = false;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_SUPERVISOR_H_
