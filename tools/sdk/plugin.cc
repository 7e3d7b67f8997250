// The only file of the SDK that sees the C ABI: bytes to messages and back. Nothing here lets an
// exception out.
#include "tools/sdk/plugin.h"

#include <cstring>
#include <mutex>
#include <stop_token>
#include <string>

#include "google/protobuf/message_lite.h"
#include "google/protobuf/stubs/logging.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tools/abi/step_plugin.h"
#include "tools/base/diagnosis.h"
#include "tools/sdk/config_schema.h"
#include "tools/sdk/host_link.h"
#include "tools/sdk/run_call.h"

namespace release {
namespace {

class AbiHost : public HostLink {
 public:
  explicit AbiHost(const release_step_host& host) : host_(host) {}

  void Emit(const v1::HostMessage& message) override {
    const std::string bytes = message.SerializeAsString();
    // The host reports what it refuses.
    (void)host_.emit(host_.context, {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  }
  bool Cancelled() override { return host_.cancelled(host_.context) != 0; }

 private:
  const release_step_host& host_;
};

// The state of the one plugin of the process.
struct Exported {
  PluginRegistration registration;
  std::string config_message;
  release_step_plugin table;
  std::mutex mutex;
  std::stop_source running;  // of the current call; guarded by `mutex`
  std::string schema;
  std::string result;
};

Exported& TheExported() {
  static Exported* exported = new Exported();  // lives as long as the process
  return *exported;
}

release_bytes BytesOf(const std::string& bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

release_bytes Schema() noexcept {
  try {
    Exported& exported = TheExported();
    if (exported.schema.empty()) {
      exported.schema = ConfigSchemaOf(*exported.registration.config());
    }
    return BytesOf(exported.schema);
  } catch (...) {
    return {nullptr, 0};
  }
}

void WipeSecrets(v1::StepCall& call) {
  for (auto& [name, value] : *call.mutable_secrets()) explicit_bzero(value.data(), value.size());
}

v1::StepResult Answer(Exported& exported, const release_step_host& host, release_bytes bytes) {
  v1::StepCall call;
  if (bytes.size > (64u << 20) || !call.ParseFromArray(bytes.data, static_cast<int>(bytes.size))) {
    return FailedResult(call, Diagnose(absl::StatusCode::kInvalidArgument,
                                       {.code = "STEP-CALL-UNREADABLE",
                                        .what = "the plugin cannot read the call of its host",
                                        .why = "the bytes are no release.v1.StepCall",
                                        .fix = "rebuild the plugin and tools/step_host together"}));
  }
  AbiHost link(host);
  std::stop_source stop;
  {
    std::lock_guard lock(exported.mutex);
    exported.running = stop;
  }
  // A cancel that came before this line was told to the previous stop_source.
  if (link.Cancelled()) stop.request_stop();
  v1::StepResult result = RunCall(*exported.registration.make(), call, link, stop.get_token());
  WipeSecrets(call);
  return result;
}

int Call(const release_step_host* host, release_bytes step_call, release_bytes* result) noexcept {
  try {
    Exported& exported = TheExported();
    exported.result = Answer(exported, *host, step_call).SerializeAsString();
    *result = BytesOf(exported.result);
    return 0;
  } catch (...) {
    return 1;
  }
}

void Cancel() noexcept {
  Exported& exported = TheExported();
  std::stop_source running;
  {
    std::lock_guard lock(exported.mutex);
    running = exported.running;
  }
  running.request_stop();
}

}  // namespace

const release_step_plugin* ExportPlugin(const PluginRegistration& registration) noexcept {
  static const bool first = [&] {
    // A bad message is answered by a diagnosis; protobuf's own words would be log noise.
    google::protobuf::SetLogHandler(nullptr);
    Exported& exported = TheExported();
    exported.registration = registration;
    exported.config_message = registration.config()->full_name();
    exported.table = {.abi_major = RELEASE_STEP_ABI_MAJOR,
                      .abi_minor = RELEASE_STEP_ABI_MINOR,
                      .struct_size = sizeof(release_step_plugin),
                      .name = registration.name,
                      .version = registration.version,
                      .sdk_version = kSdkVersion,
                      .config_message = exported.config_message.c_str(),
                      .config_schema = &Schema,
                      .call = &Call,
                      .cancel = &Cancel};
    return true;
  }();
  (void)first;
  return &TheExported().table;
}

}  // namespace release
