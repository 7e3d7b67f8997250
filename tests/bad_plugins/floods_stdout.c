/* Bad: 12 MB of binary junk on stdout, without the host. */
#include <stdio.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  uint32_t random = 1;
  (void)host;
  (void)step_call;
  for (int i = 0; i < 200000; ++i) {
    uint8_t junk[60];
    for (size_t j = 0; j < sizeof(junk); ++j) {
      random = random * 1664525u + 1013904223u;
      junk[j] = (uint8_t)(random >> 24);
    }
    junk[sizeof(junk) - 1] = '\n';
    if (fwrite(junk, sizeof(junk), 1, stdout) != 1) return 1;
  }
  if (fputs("flood is over\n", stdout) < 0 || fflush(stdout) != 0) return 1;
  return plain_succeed(result);
}

PLAIN_PLUGIN("floods_stdout", call)
