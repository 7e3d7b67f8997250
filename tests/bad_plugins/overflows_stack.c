/* Bad: endless recursion, so that the crash handler finds no stack to run on but its own. */
#include "tests/bad_plugins/plain.h"

__attribute__((noinline)) static int recurse(volatile int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  return depth < 0 ? room[0] : recurse(depth + 1) + room[0];
}

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  return recurse(0) == 0 ? plain_succeed(result) : 1;
}

PLAIN_PLUGIN("overflows_stack", call)
