/* Bad: emits what it must not: an unknown kind, a heartbeat in the host's name, bytes that do not
 * parse, and 5 MiB at once. Succeeds when the host has refused them all and still takes a log line.
 */
#include <stdlib.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  static const uint8_t unknown[] = {0xFA, 0x01, 0x01, 0x41};   /* field 31 */
  static const uint8_t heartbeat[] = {0x12, 0x02, 0x10, 0x63}; /* field 2 { activity: 99 } */
  static const uint8_t torn[] = {0x1A, 0x7F, 0x00};            /* field 3 of 127 bytes */
  const size_t huge_size = 5u << 20;
  uint8_t* huge = calloc(1, huge_size);
  (void)step_call;
  if (huge == NULL) return 1;
  int refused = 0;
  refused += host->emit(host->context, (release_bytes){unknown, sizeof(unknown)});
  refused += host->emit(host->context, (release_bytes){heartbeat, sizeof(heartbeat)});
  refused += host->emit(host->context, (release_bytes){torn, sizeof(torn)});
  refused += host->emit(host->context, (release_bytes){huge, huge_size});
  free(huge);
  if (refused != 4 || plain_say(host, "still talking") != 0) return 1;
  return plain_succeed(result);
}

PLAIN_PLUGIN("strange_messages", call)
