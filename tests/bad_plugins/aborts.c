/* Bad: calls abort(), as a failed assertion does. */
#include <stdlib.h>

#include "tests/bad_plugins/plain.h"

__attribute__((noinline)) static void give_up(void) { abort(); }

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  give_up();
  return plain_succeed(result);
}

PLAIN_PLUGIN("aborts", call)
