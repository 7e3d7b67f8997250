// One call into the plugin: what the plugin sees of its host while it works, and what becomes of
// its answer.
#ifndef RELEASE_TOOLS_STEP_HOST_PLUGIN_CALL_H_
#define RELEASE_TOOLS_STEP_HOST_PLUGIN_CALL_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "proto/release/v1/step.pb.h"
#include "tools/abi/step_plugin.h"
#include "tools/step_host/outbox.h"

namespace release {

// Calls a plugin, one call after the other, and turns every end of a call into a StepResult: a
// plugin that throws, gives no answer or one that does not parse has FAILED, with a diagnosis.
//
// Lives as long as the process: a plugin's thread that outlived its call may still speak to it, and
// is then refused.
class PluginCalls {
 public:
  // All are owned by the caller and live as long as the process.
  PluginCalls(const release_step_plugin& plugin, Outbox& outbox);
  PluginCalls(const PluginCalls&) = delete;
  PluginCalls& operator=(const PluginCalls&) = delete;

  // Runs one call to its end and pushes its result, the last message of it. Wipes the secrets of
  // `call`. Threads: the one that loaded the plugin.
  void Run(v1::StepCall& call);

  // Asks the call `call_id` to stop, also one that is still to come; nothing happens when it ended.
  // Threads: any.
  void Cancel(uint64_t call_id);

  // For heartbeats. Threads: any.
  uint64_t running() const { return call_id_; }    // 0 between calls
  uint64_t activity() const { return activity_; }  // grows with everything the plugin asks

 private:
  static int Emit(void* self, release_bytes message);
  static int Cancelled(void* self);

  v1::StepResult Answer(const v1::StepCall& call);
  void Refuse(const absl::Status& why);

  const release_step_plugin& plugin_;
  Outbox& outbox_;
  const release_step_host host_;
  std::atomic<uint64_t> call_id_ = 0;
  std::atomic<uint64_t> activity_ = 0;
  std::atomic<uint64_t> cancelled_id_ = 0;  // the call that was last asked to stop
  std::atomic<uint64_t> refused_ = 0;       // emissions of this call
};

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_PLUGIN_CALL_H_
