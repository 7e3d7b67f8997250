// Handlers of SIGCHLD.
//
// A call that waits to be received here can be interrupted by a signal, which the same call never
// is without a supervisor: a shell whose background job ends would find no program, or not open a
// file. The kernel makes the call anew when the handler has SA_RESTART, so handlers of SIGCHLD get
// it. Those of other signals do not: a program that is told to stop, or whose time is over, wants
// its read to end.
#include <csignal>

#include "tools/image/run/supervisor.h"

namespace release::image {

Supervisor::Answer Supervisor::HandleChild(const Tracee& tracee, uint64_t action) {
  // How the kernel's struct begins, whose libc namesake has another order.
  struct {
    uint64_t handler;
    uint64_t flags;
  } begin = {};
  if (action == 0 || !tracee.Read(action, &begin, sizeof begin)) return std::nullopt;
  constexpr uint64_t kIgnore = 1;  // SIG_IGN; SIG_DFL is 0
  if (begin.handler <= kIgnore || (begin.flags & SA_RESTART) != 0) return std::nullopt;
  begin.flags |= SA_RESTART;
  tracee.Write(action, &begin, sizeof begin);
  return std::nullopt;
}

}  // namespace release::image
