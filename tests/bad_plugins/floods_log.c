/* Bad: 200,000 log lines of binary junk, as fast as it can: no UTF-8, NUL, escape sequences,
 * newlines. The last line is text: it tells whether everything arrived. */
#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  uint32_t random = 1;
  (void)step_call;
  for (int i = 0; i < 200000; ++i) {
    uint8_t junk[64];
    for (size_t j = 0; j < sizeof(junk); ++j) {
      random = random * 1664525u + 1013904223u;
      junk[j] = (uint8_t)(random >> 24);
    }
    if (plain_log(host, junk, 1 + (random >> 16) % sizeof(junk)) != 0) return 1;
  }
  plain_say(host, "flood is over");
  return plain_succeed(result);
}

PLAIN_PLUGIN("floods_log", call)
