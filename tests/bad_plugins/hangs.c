/* Bad: never returns, never looks whether it was cancelled. */
#include <unistd.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)step_call;
  plain_say(host, "hanging");
  for (volatile int forever = 1; forever;) pause();
  return plain_succeed(result);
}

PLAIN_PLUGIN("hangs", call)
