#include "tools/image/run/process_count.h"

#include "tools/base/text.h"

namespace release::image {

ProcessCount::ProcessCount(pid_t pid)
    : proc_(opendir(Concat("/proc/", pid, "/root/proc").c_str())) {}

int ProcessCount::Now() {
  if (proc_ == nullptr) return 0;
  int count = 0;
  rewinddir(proc_.get());
  while (const dirent* entry = readdir(proc_.get())) {
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') ++count;
  }
  return count;
}

}  // namespace release::image
