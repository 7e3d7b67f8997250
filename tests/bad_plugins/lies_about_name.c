/* Bad: calls itself by another plugin's name. */
#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  return plain_succeed(result);
}

PLAIN_PLUGIN("hello", call)
