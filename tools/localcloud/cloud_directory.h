// The directory that a cloud owns: everything of it lies there, and one process at a time has it.
//
//   localcloud.lock     says that the directory is ours; locked while it is used
//   running             who uses it, and where it listens (running_record.h)
//   postgres/           PostgreSQL's data
//   postgres-password   of the role `postgres`; the only place where it is written down
//   generation          the number of the last run
//   image/              the API's image, unpacked, by its digest
//   doubt               why the data are not to be trusted
//   pooler-*.ini        what the poolers are told
//   logs/               one for each server; requests.jsonl has what the vendors were asked
//
// and, of the vendors (vendors/):
//
//   cloudflare-account, cloudflare-token    who we are there
//   cloudflare/, supabase/                  their state, secrets included
//   ca.pem, ca.key, certs/, front/          the front's authority, certificates and settings
//   registry/, images/, do/                 images pushed, images unpacked, Durable Objects
//   run/                                    sockets
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUD_DIRECTORY_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUD_DIRECTORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/secret.h"
#include "tools/localcloud/running_record.h"

namespace release {

// Of RunningRecord.
struct CloudAddresses {
  std::string postgres = {};
  std::string api = {};
  std::string front = {};
  std::string page = {};
};

class CloudDirectory {
 public:
  // Makes the directory (0700) when it is missing, and locks it for `doing`. Errors:
  // CLOUD-NOT-OURS when it holds something and not our lock file; FAILED_PRECONDITION
  // CLOUD-IN-USE, with who has it; DIRECTORY-UNUSABLE; FILE-UNWRITABLE.
  static absl::StatusOr<CloudDirectory> Open(const std::string& path, std::string_view doing);

  // Who uses the cloud in `path` now; absent when nobody does. Changes nothing.
  static std::optional<RunningRecord> InUseBy(const std::string& path);

  CloudDirectory(CloudDirectory&&) = default;
  CloudDirectory& operator=(CloudDirectory&&) = delete;
  // Removes the running record and unlocks.
  ~CloudDirectory();

  const std::string& path() const { return path_; }
  std::string File(std::string_view name) const;

  // CLOUD-MACHINE-WENT-DOWN when the machine went down under a cloud that ran here: nothing was
  // synced to disk. Stays so until Remove().
  absl::Status CheckTrustworthy() const;

  // Where the cloud listens is told to whoever asks for its status.
  absl::Status TellAddresses(const CloudAddresses& addresses);

  // As SecretFile(), of the database. CLOUD-PASSWORD-LOST when there are data but no password.
  absl::StatusOr<Secret> Password() const;

  // What the file `name` holds: 32 hex digits, made the first time.
  absl::StatusOr<Secret> SecretFile(std::string_view name) const;

  // 1, 2, 3, ...: a number that no earlier run got, durable on return.
  absl::StatusOr<uint64_t> NextGeneration() const;

  // Removes everything in the directory, and the directory. Nothing of it may run.
  absl::Status Remove();

 private:
  CloudDirectory(std::string path, FileDescriptor lock, RunningRecord record);

  std::string path_;
  FileDescriptor lock_;
  RunningRecord record_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUD_DIRECTORY_H_
