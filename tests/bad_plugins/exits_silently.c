/* Bad: ends the process with _exit(0), which no handler of the host can see. */
#include <unistd.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  (void)result;
  _exit(0);
}

PLAIN_PLUGIN("exits_silently", call)
