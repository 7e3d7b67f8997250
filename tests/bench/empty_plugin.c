/* The smallest plugin: plain C, no library, answers every call with success. What its start costs
 * is the cost of the host alone. */
#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  return plain_succeed(result);
}

PLAIN_PLUGIN("empty", call)
