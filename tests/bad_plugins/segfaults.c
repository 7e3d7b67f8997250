/* Bad: writes through a null pointer while it works. */
#include "tests/bad_plugins/plain.h"

__attribute__((noinline)) static void write_through_null(volatile int* nowhere) { *nowhere = 1; }

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)step_call;
  plain_say(host, "about to write through a null pointer");
  write_through_null(NULL);
  return plain_succeed(result);
}

PLAIN_PLUGIN("segfaults", call)
