#include "tools/sdk/testing/in_process_step.h"

#include <atomic>
#include <mutex>
#include <string>

#include "tools/abi/step_plugin.h"

namespace release::kit {
namespace {

struct Call {
  const std::function<void(const v1::HostMessage&)>& on_message;
  std::mutex mutex;
  Recording recording;
};

std::atomic<bool> cancelled = false;

int Emit(void* context, release_bytes bytes) {
  Call& call = *static_cast<Call*>(context);
  v1::HostMessage message;
  if (!message.ParseFromArray(bytes.data, static_cast<int>(bytes.size))) return 1;
  {
    std::lock_guard lock(call.mutex);
    call.recording.Add(message);
  }
  if (call.on_message) call.on_message(message);
  return 0;
}

int Cancelled(void*) { return cancelled ? 1 : 0; }

}  // namespace

Recording InProcessStep::Run(v1::StepCall step_call) {
  step_call.set_call_id(++last_call_);
  const std::string bytes = step_call.SerializeAsString();
  Call call{on_message, {}, {}};
  const release_step_host host = {.struct_size = sizeof(release_step_host),
                                  .context = &call,
                                  .emit = &Emit,
                                  .cancelled = &Cancelled};
  cancelled = false;
  release_bytes answer = {nullptr, 0};
  const int failed = release_step_plugin_v1()->call(
      &host, {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, &answer);
  v1::StepResult result;
  if (failed == 0 && result.ParseFromArray(answer.data, static_cast<int>(answer.size))) {
    call.recording.result = std::move(result);
  }
  return std::move(call.recording);
}

void InProcessStep::Cancel() {
  cancelled = true;
  if (release_step_plugin_v1()->cancel != nullptr) release_step_plugin_v1()->cancel();
}

std::string InProcessStep::name() const { return release_step_plugin_v1()->name; }

std::string InProcessStep::config_message() const {
  return release_step_plugin_v1()->config_message;
}

std::string InProcessStep::config_schema() const {
  const release_bytes schema = release_step_plugin_v1()->config_schema();
  return std::string(reinterpret_cast<const char*>(schema.data), schema.size);
}

}  // namespace release::kit
