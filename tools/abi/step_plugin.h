/* step_plugin.h: what a release step plugin and its host promise each other.
 *
 * A plugin is a shared object that exports one function,
 * `release_step_plugin_v1`. A step host (tools/step_host) opens it, alone in a
 * process of its own, and speaks to the coordinator over gRPC on its behalf: a
 * plugin talks to the coordinator *through* its host and links no gRPC.
 *
 * All data crosses as bytes: serialized protobuf messages of proto/release/v1.
 * So a plugin may be built by another compiler, against another protobuf, or in
 * another language. C++ authors do not read further: they derive from
 * `release::Step<Config>` (tools/sdk) and never include this file.
 *
 * Words used below:
 *   Owner     who frees the memory behind a pointer.
 *   Lifetime  until when the pointer may be read.
 *   Threads   which threads may call the function.
 *
 * Trust: a plugin runs with the rights of its host. The digest that the
 * coordinator checks says which bytes run, not that they are good.
 *
 * Rationale: one plugin a process, never unloaded. Two copies of generated
 * protobuf code in one process abort, and libraries with threads do not survive
 * dlclose.
 *
 * Growth: structs grow at their end only, and `struct_size` says how far the
 * other side got. A change of anything else is a new `abi_major` and a new
 * symbol name.
 */
#ifndef RELEASE_TOOLS_ABI_STEP_PLUGIN_H_
#define RELEASE_TOOLS_ABI_STEP_PLUGIN_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RELEASE_STEP_ABI_MAJOR 1u
#define RELEASE_STEP_ABI_MINOR 0u

/* The exported symbol, as a name to look up. */
#define RELEASE_STEP_PLUGIN_SYMBOL "release_step_plugin_v1"

/* Some bytes. `data` may be NULL when `size` is 0.
 * Owner: whoever made it; the other side copies what it wants to keep. */
typedef struct release_bytes {
  const uint8_t* data;
  size_t size;
} release_bytes;

/* What the plugin may ask of its host during a call.
 * Owner: host. Lifetime: until `call` returns; a plugin MUST have stopped its
 * own threads from using it by then. */
typedef struct release_step_host {
  size_t struct_size; /* sizeof(release_step_host) as the host was built */

  /* Passed back as the first argument of every function below. */
  void* context;

  /* Hands a serialized release.v1.HostMessage to the coordinator: a log,
   * progress, change, output or warning, never a result or a hello. Blocks while
   * the coordinator is slower than the plugin. Returns 0, or 1 when the bytes
   * are no such message or are over 4 MiB (they are dropped and a protocol
   * error is reported).
   * Owner: plugin. Lifetime: the bytes are copied before it returns.
   * Threads: any thread of the plugin, at any time during a call. */
  int (*emit)(void* context, release_bytes message);

  /* 1 once the coordinator has asked to stop this call, else 0. Never blocks.
   * Asking is also a sign of life: see Heartbeat.activity in host.proto.
   * Threads: any thread of the plugin. */
  int (*cancelled)(void* context);
} release_step_host;

/* One plugin.
 * Owner: plugin, static storage. Lifetime: until the process ends. */
typedef struct release_step_plugin {
  /* First, and never moved: the host reads nothing else before it has compared
   * `abi_major` with its own. */
  uint32_t abi_major;
  uint32_t abi_minor;
  size_t struct_size; /* sizeof(release_step_plugin) as the plugin was built */

  /* NUL-terminated UTF-8, never NULL. `name` is `[a-z][a-z0-9_-]{0,62}`. */
  const char* name;
  const char* version;
  const char* sdk_version; /* "" when written without an SDK */

  /* Full name of the config message, and a serialized FileDescriptorSet that
   * defines it and everything it imports.
   * Owner: plugin. Lifetime: until the process ends.
   * Threads: one thread, before the first `call`. */
  const char* config_message;
  release_bytes (*config_schema)(void);

  /* Answers one question.
   *
   * `step_call` is a serialized release.v1.StepCall. The answer, a serialized
   * release.v1.StepResult, is written to `result`. Returns 0 when `result` holds
   * an answer (also when the step failed: that is an answer), 1 when the plugin
   * could not make one; the host then reports a protocol error.
   *
   * MUST NOT let an exception out, MUST NOT end the process, and SHOULD return
   * soon after `cancelled` says 1.
   *
   * Owner: `step_call` host, until return; `result` plugin, until the next
   * `call` or the end of the process.
   * Threads: one worker thread, never two calls at once. */
  int (*call)(const release_step_host* host, release_bytes step_call, release_bytes* result);

  /* Tells a running `call` that it should stop, for plugins that wait in a
   * place that cannot poll `cancelled` (it may, say, cancel a query on a
   * server). Optional: NULL. Returns at once.
   * Threads: any, at the same time as `call`; also when none is running. */
  void (*cancel)(void);
} release_step_plugin;

/* The one exported symbol. Never returns NULL.
 * Threads: one thread, once, before anything else. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const release_step_plugin* release_step_plugin_v1(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* RELEASE_TOOLS_ABI_STEP_PLUGIN_H_ */
