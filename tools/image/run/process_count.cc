#include "tools/image/run/process_count.h"

#include <dirent.h>

#include <string>

#include "tools/base/text.h"

namespace release::image {

bool ProcessCount::AllowOneMore(pid_t pid) {
  if (upper_bound_ >= limit_) {
    DIR* proc = opendir(Concat("/proc/", pid, "/root/proc").c_str());
    if (proc == nullptr) return true;  // a root of its own, without /proc
    upper_bound_ = 0;
    while (const dirent* entry = readdir(proc)) {
      if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') ++upper_bound_;
    }
    closedir(proc);
    if (upper_bound_ >= limit_) return false;
  }
  ++upper_bound_;
  return true;
}

}  // namespace release::image
