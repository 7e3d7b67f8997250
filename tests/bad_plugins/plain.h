/* What a plugin in plain C needs to speak the protocol by hand: a few bytes of protobuf each. */
#ifndef RELEASE_TESTS_BAD_PLUGINS_PLAIN_H_
#define RELEASE_TESTS_BAD_PLUGINS_PLAIN_H_

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tools/abi/step_plugin.h"

/* StepResult { outcome: OUTCOME_SUCCEEDED }, which answers every phase but OBSERVE. Returns 0. */
static inline int plain_succeed(release_bytes* result) {
  static const uint8_t succeeded[] = {0x10, 0x01};
  *result = (release_bytes){succeeded, sizeof(succeeded)};
  return 0;
}

/* Writes tag, length and bytes of a length-delimited field; returns the end. */
static inline uint8_t* plain_field(uint8_t* to, unsigned number, const void* data, size_t size) {
  *to++ = (uint8_t)(number << 3 | 2);
  for (size_t rest = size;; rest >>= 7) {
    *to++ = (uint8_t)(rest < 0x80 ? rest : (rest & 0x7F) | 0x80);
    if (rest < 0x80) break;
  }
  memcpy(to, data, size);
  return to + size;
}

/* Emits HostMessage { log { lines { text } } }; `text` may be any bytes, at most 1000. */
static inline int plain_log(const release_step_host* host, const void* text, size_t size) {
  uint8_t line[1100], batch[1200], message[1300];
  if (size > 1000) size = 1000;
  const size_t line_size = (size_t)(plain_field(line, 3, text, size) - line);
  const size_t batch_size = (size_t)(plain_field(batch, 2, line, line_size) - batch);
  const size_t message_size = (size_t)(plain_field(message, 3, batch, batch_size) - message);
  return host->emit(host->context, (release_bytes){message, message_size});
}

static inline int plain_say(const release_step_host* host, const char* text) {
  return plain_log(host, text, strlen(text));
}

static inline release_bytes plain_no_schema(void) { return (release_bytes){NULL, 0}; }

/* A table for `call`, and the exported function that gives it. */
#define PLAIN_PLUGIN(plugin_name, plugin_call)      \
  static const release_step_plugin plain_plugin = { \
      .abi_major = RELEASE_STEP_ABI_MAJOR,          \
      .abi_minor = RELEASE_STEP_ABI_MINOR,          \
      .struct_size = sizeof(release_step_plugin),   \
      .name = plugin_name,                          \
      .version = "1.0.0",                           \
      .sdk_version = "",                            \
      .config_message = "",                         \
      .config_schema = plain_no_schema,             \
      .call = plugin_call,                          \
      .cancel = NULL,                               \
  };                                                \
  const release_step_plugin* release_step_plugin_v1(void) { return &plain_plugin; }

#endif /* RELEASE_TESTS_BAD_PLUGINS_PLAIN_H_ */
