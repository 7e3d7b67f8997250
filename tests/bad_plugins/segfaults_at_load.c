/* Bad: dies in a static initialiser, before the host has seen its table. */
#include "tests/bad_plugins/plain.h"

__attribute__((constructor)) static void crash_at_load(void) {
  volatile int* volatile nowhere = NULL;
  *nowhere = 1;
}

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  (void)host;
  (void)step_call;
  return plain_succeed(result);
}

PLAIN_PLUGIN("segfaults_at_load", call)
