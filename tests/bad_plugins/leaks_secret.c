/* Bad: says its first secret aloud: in a log line, and on stdout in two writes with a pause of the
 * log line between them. */
#include <stdio.h>
#include <unistd.h>

#include "tests/bad_plugins/plain.h"

/* Reads a varint at `*at`; returns 0 when there is none. */
static int read_varint(release_bytes bytes, size_t* at, uint64_t* value) {
  *value = 0;
  for (unsigned shift = 0; *at < bytes.size && shift < 64; shift += 7) {
    const uint8_t byte = bytes.data[(*at)++];
    *value |= (uint64_t)(byte & 0x7F) << shift;
    if (byte < 0x80) return 1;
  }
  return 0;
}

/* The last length-delimited field `number`; empty when there is none. */
static release_bytes find_field(release_bytes bytes, unsigned number) {
  release_bytes found = {NULL, 0};
  uint64_t tag, value;
  for (size_t at = 0; at < bytes.size && read_varint(bytes, &at, &tag);) {
    if ((tag & 7) == 0) {
      if (!read_varint(bytes, &at, &value)) break;
    } else if ((tag & 7) == 2) {
      if (!read_varint(bytes, &at, &value) || value > bytes.size - at) break;
      if (tag >> 3 == number) found = (release_bytes){bytes.data + at, (size_t)value};
      at += (size_t)value;
    } else {
      break;
    }
  }
  return found;
}

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  enum { kSecrets = 8, kMapValue = 2 };
  const release_bytes secret = find_field(find_field(step_call, kSecrets), kMapValue);
  const size_t half = secret.size / 2;
  if (write(STDOUT_FILENO, secret.data, half) < 0) return 1;
  plain_log(host, secret.data, secret.size);
  if (write(STDOUT_FILENO, secret.data + half, secret.size - half) < 0) return 1;
  if (write(STDOUT_FILENO, "\n", 1) < 0) return 1;
  return plain_succeed(result);
}

PLAIN_PLUGIN("leaks_secret", call)
