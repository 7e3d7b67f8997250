// The ids that processes believe to have, with the rules by which they change.
#ifndef RELEASE_TOOLS_IMAGE_RUN_CREDENTIALS_H_
#define RELEASE_TOOLS_IMAGE_RUN_CREDENTIALS_H_

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "tools/image/run/sandbox_request.h"

namespace release::image {

// "Leave it as it is", in the calls that set ids.
inline constexpr uint32_t kKeepId = ~uint32_t{0};

// One kind of id, user or group, as the kernel keeps it.
struct IdSet {
  uint32_t real = 0;
  uint32_t effective = 0;
  uint32_t saved = 0;
  uint32_t file = 0;

  friend bool operator==(const IdSet&, const IdSet&) = default;
};

struct Credentials {
  IdSet user = {};
  IdSet group = {};
  std::vector<uint32_t> groups = {};

  bool IsRoot() const { return user.effective == 0; }
  bool IsInGroup(uint32_t gid) const;

  friend bool operator==(const Credentials&, const Credentials&) = default;
};

Credentials CredentialsOf(const RunUser& user);

// Each does to `ids` (a part of credentials whose owner `is_root` or not) what the call of that
// name does; 0, or an errno and nothing is changed. For setuid and setgid alike.
int SetId(IdSet& ids, uint32_t id, bool is_root);
int SetRealEffective(IdSet& ids, uint32_t real, uint32_t effective, bool is_root);
int SetAllThree(IdSet& ids, uint32_t real, uint32_t effective, uint32_t saved, bool is_root);
// Returns the old one, as setfsuid does whether it succeeds or not.
uint32_t SetFileId(IdSet& ids, uint32_t id, bool is_root);

// Which process has which. A number stands for each set that has occurred; the number of a process
// is in its RLIMIT_RTTIME (sandbox_child.h), so that its children and what it executes have it too.
class ProcessIds {
 public:
  explicit ProcessIds(Credentials initial) : known_{std::move(initial)} {}

  const Credentials& initial() const { return known_.front(); }
  const Credentials& Of(pid_t pid) const;
  // False when the process could not be given them.
  bool Set(pid_t pid, const Credentials& credentials);
  // True as long as every process has the initial ones.
  bool AllInitial() const { return known_.size() == 1; }

 private:
  std::vector<Credentials> known_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_CREDENTIALS_H_
