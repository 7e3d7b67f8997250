/* Bad: answers with bytes that are no StepResult. */
#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  static const uint8_t garbage[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x3C, 0x12};
  (void)host;
  (void)step_call;
  *result = (release_bytes){garbage, sizeof(garbage)};
  return 0;
}

PLAIN_PLUGIN("garbage", call)
