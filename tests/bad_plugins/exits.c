/* Bad: ends the process in the middle of a call, as if all were well. */
#include <stdlib.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)step_call;
  (void)result;
  plain_say(host, "leaving");
  exit(0);
}

PLAIN_PLUGIN("exits", call)
