/* Bad: its answer is FAILED, without a diagnosis. */
#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  static const uint8_t failed[] = {0x10, 0x03}; /* StepResult { outcome: OUTCOME_FAILED } */
  (void)host;
  (void)step_call;
  *result = (release_bytes){failed, sizeof(failed)};
  return 0;
}

PLAIN_PLUGIN("fails_without_reason", call)
