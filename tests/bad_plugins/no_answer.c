/* Bad: call() says that it could not make an answer. */
#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  (void)result;
  return 1;
}

PLAIN_PLUGIN("no_answer", call)
