// The system calls that a one-id user namespace cannot answer as a container would.
#ifndef RELEASE_TOOLS_IMAGE_RUN_SYSCALL_FILTER_H_
#define RELEASE_TOOLS_IMAGE_RUN_SYSCALL_FILTER_H_

#include <linux/filter.h>

#include <vector>

namespace release::image {

// A seccomp program: these calls are asked of the supervisor, open() only where it may create a
// file. Everything else passes at no cost. Calls of another architecture (32-bit programs) kill the
// process with SIGSYS: unsupervised they would see other owners.
std::vector<sock_filter> SyscallFilter();

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_SYSCALL_FILTER_H_
