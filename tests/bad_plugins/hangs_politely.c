/* Works without end, but well behaved: looks whether it was cancelled, and then stops. */
#include <poll.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  static const uint8_t cancelled[] = {0x10, 0x04}; /* StepResult { outcome: OUTCOME_CANCELLED } */
  (void)step_call;
  plain_say(host, "working until somebody says stop");
  while (!host->cancelled(host->context)) poll(NULL, 0, 5);
  *result = (release_bytes){cancelled, sizeof(cancelled)};
  return 0;
}

PLAIN_PLUGIN("hangs_politely", call)
