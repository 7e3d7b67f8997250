// How much memory a container uses.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_MEMORY_USE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_MEMORY_USE_H_

#include <sys/types.h>

#include <cstdint>

namespace release::cloud {

// Anonymous and shared memory of `root` and of all processes below it, in bytes. Pages of files do
// not count, since the kernel takes them back before it kills. What several processes share counts
// once, when the sum with it counted for each would be above `limit`: that is the dear way to ask.
uint64_t MemoryUse(pid_t root, uint64_t limit);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_MEMORY_USE_H_
