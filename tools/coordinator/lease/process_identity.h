// Which process is this, also after its number was given to another one?
#ifndef RELEASE_TOOLS_COORDINATOR_LEASE_PROCESS_IDENTITY_H_
#define RELEASE_TOOLS_COORDINATOR_LEASE_PROCESS_IDENTITY_H_

#include <cstdint>
#include <optional>
#include <string>

namespace release {

// A process number is reused; together with the boot of the machine and the moment of its start it
// is not.
struct ProcessIdentity {
  std::string boot_id;
  int64_t pid = 0;
  uint64_t start = 0;  // clock ticks since boot

  friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

struct LivingProcess {
  ProcessIdentity identity;
  bool paused = false;  // stopped by a signal or a debugger
};

// The process that has this number now. Absent when there is none, or only a zombie of it.
std::optional<LivingProcess> ProcessNow(int64_t pid);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_LEASE_PROCESS_IDENTITY_H_
