// Bounds the processes of a sandbox. RLIMIT_NPROC does not bind the machine's root, whatever user
// namespace it is in.
#ifndef RELEASE_TOOLS_IMAGE_RUN_PROCESS_COUNT_H_
#define RELEASE_TOOLS_IMAGE_RUN_PROCESS_COUNT_H_

#include <sys/types.h>

namespace release::image {

class ProcessCount {
 public:
  explicit ProcessCount(int limit) : limit_(limit) {}

  // Whether `pid` may make one more. Counts anew, in the /proc that it sees, only when the limit
  // could have been reached.
  bool AllowOneMore(pid_t pid);

 private:
  int limit_;
  int upper_bound_ = 2;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_PROCESS_COUNT_H_
