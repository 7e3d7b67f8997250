// Counts the processes of a sandbox, to end one that makes too many. They are looked at, not asked:
// a fork that waits for an answer can be interrupted by a signal, which no program expects of it.
// RLIMIT_NPROC alone does not do: it does not bind the machine's root, whatever user namespace it
// is in.
#ifndef RELEASE_TOOLS_IMAGE_RUN_PROCESS_COUNT_H_
#define RELEASE_TOOLS_IMAGE_RUN_PROCESS_COUNT_H_

#include <dirent.h>
#include <sys/types.h>

#include <memory>

namespace release::image {

// Of the pid namespace whose /proc is mounted in the root of `pid`, which has entered that root.
// Some microseconds a look, in one thread.
class ProcessCount {
 public:
  explicit ProcessCount(pid_t pid);

  // 0 when there is nothing to look at (any more).
  int Now();

 private:
  struct Closer {
    void operator()(DIR* folder) const { closedir(folder); }
  };
  std::unique_ptr<DIR, Closer> proc_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_PROCESS_COUNT_H_
