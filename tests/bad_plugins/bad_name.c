/* Bad: its name is none, and would move the cursor of a terminal. */
#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  return plain_succeed(result);
}

PLAIN_PLUGIN("\x1B[2JBad Name", call)
