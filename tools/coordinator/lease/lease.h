// One release at a time per state directory, and a second one is told who is there.
//
// The lease is a lock of the kernel (flock on <state>/lease.lock): it is free the moment its holder
// ends, in whatever way, and nothing has to be cleaned up. <state>/holder.json only says who holds
// it; it is believed as long as the process that it names lives.
#ifndef RELEASE_TOOLS_COORDINATOR_LEASE_LEASE_H_
#define RELEASE_TOOLS_COORDINATOR_LEASE_LEASE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/clock.h"
#include "tools/base/file_descriptor.h"
#include "tools/coordinator/lease/holder_file.h"

namespace release {

// Move-only. Released at destruction, and by the kernel when the process ends. Children that
// execute another program do not hold it.
//
// Threads: one at a time.
class Lease {
 public:
  // Takes the lease or says at once why not; never waits. The directory must exist. Errors:
  //   UNAVAILABLE  LEASE-HELD  with who, host, pid, since when, which release, doing what
  //   LEASE-LOCK   the system refuses to open, lock or write; with its words
  // `by` is shown to whoever comes second.
  static absl::StatusOr<Lease> Acquire(const std::string& state_directory, const std::string& by,
                                       Clock& clock = SystemClock());

  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&& other) noexcept;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease();

  // Says what the lease is held for. Readers see the old or the new words, never a mixture.
  // LEASE-LOCK when they cannot be written; the lease is held all the same.
  absl::Status Describe(const std::string& release_id, const std::string& doing);

 private:
  Lease(std::string directory, FileDescriptor lock, LeaseHolder holder);
  void Free();

  std::string directory_;
  FileDescriptor lock_;  // invalid after a move
  LeaseHolder holder_;
};

// Who holds the lease now, for people who only look. Absent when nobody does; a process that has
// died is nobody. Takes no lock, so it is never in anybody's way. LEASE-LOCK when the directory
// cannot be read.
absl::StatusOr<std::optional<LeaseHolder>> HolderOf(const std::string& state_directory);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_LEASE_LEASE_H_
