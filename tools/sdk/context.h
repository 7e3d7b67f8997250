// What a step sees of the world during one call: its inputs, its time, and the way to speak.
#ifndef RELEASE_TOOLS_SDK_CONTEXT_H_
#define RELEASE_TOOLS_SDK_CONTEXT_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "proto/release/v1/artifact.pb.h"
#include "proto/release/v1/change.pb.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tools/sdk/host_link.h"
#include "tools/sdk/secret_view.h"

namespace release {

// One mutation of the world, as PLAN announces it and APPLY repeats it once it is done. The fields
// are those of release.v1.Change.
struct ChangeText {
  std::string id = {};  // the same in every plan of the same work; required
  v1::Action action = v1::ACTION_UPDATE;
  std::string resource = {};  // in the vendor's words; required
  std::string before = {};
  std::string after = {};
  std::string note = {};
  bool destructive = false;
};

// One call of one step.
//
// Lifetime: the call. Threads: all functions may be called from any thread of the step; the
// step must have stopped its threads when it returns.
class Context {
 public:
  // Everything is owned by the caller and outlives the context.
  Context(const v1::StepCall& call, const google::protobuf::Message& config, HostLink& host,
          std::stop_token stop);
  virtual ~Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // --- What the step is given.

  v1::Phase phase() const { return call_.phase(); }
  const std::string& step() const { return call_.step(); }
  const v1::ReleaseFacts& release() const { return call_.release(); }

  // What the environment sets for every step: what it refuses, and where a rehearsal finds the
  // outside world (api_base, resolve, ca_bundle; all empty in production).
  const v1::EnvironmentRules& rules() const { return call_.release().rules(); }

  // The rule of the environment: loopback and plaintext targets are in order.
  bool allow_local() const { return rules().allow_local(); }

  // Counts the tries of this phase in this release, from 1.
  uint32_t attempt() const { return call_.attempt(); }

  // The same for every try of the same work. 64 hex digits.
  const std::string& idempotency_key() const { return call_.idempotency_key(); }

  // The artifact that the pipeline calls `name`; STEP-ARTIFACT-MISSING without one.
  absl::StatusOr<const v1::Artifact*> Artifact(std::string_view name) const;

  // An output of an earlier step, as `step.output`; STEP-INPUT-MISSING without one.
  absl::StatusOr<std::string_view> Input(std::string_view name) const;

  // A credential that Describe() asked for; STEP-SECRET-MISSING when the environment has none.
  absl::StatusOr<SecretView> Secret(std::string_view name) const;
  bool HasSecret(std::string_view name) const;

  // --- Time.

  // What is left of the call's timeout; infinite without one, never negative.
  absl::Duration TimeLeft() const;

  // True once the step should return. Asking is a sign of life.
  bool cancelled() const;

  // For waiting in places that take one. Stopped by Cancel as soon as it arrives.
  std::stop_token stop_token() const { return stop_; }

  // Sleeps, and says on the way that the step is alive. CANCELLED as soon as the call is to stop.
  absl::Status Wait(absl::Duration duration) const;

  // --- Speech. Blocks while the reader is slower than the step.

  // One line, or several separated by newlines. Bytes that are no text are replaced.
  void Log(v1::LogLevel level, std::string_view text);
  void Info(std::string_view text) { Log(v1::LOG_LEVEL_INFO, text); }

  // What is being done or waited for, in one line; `total` 0 means unknown.
  void Progress(std::string_view text, uint64_t done = 0, uint64_t total = 0,
                v1::Unit unit = v1::UNIT_UNSPECIFIED);

  // In PLAN: would change. In APPLY: has changed. A call of APPLY without changes (other than
  // ACTION_NONE) is reported as "nothing to do".
  void Change(ChangeText change);
  void Change(const v1::Change& change);

  // A value for later steps; never a secret. INVALID_ARGUMENT when it is over 64 KiB. In PLAN it is
  // what holds now, and counts when the step has nothing to change.
  absl::Status Output(std::string_view name, std::string_view value);

  // Something a person should know that stops nothing.
  void Warn(const v1::Diagnosis& diagnosis);
  void Warn(const absl::Status& status);

  // Changes emitted so far, without those of ACTION_NONE.
  int changes() const { return changes_; }

 protected:
  const google::protobuf::Message& any_config() const { return config_; }

 private:
  const v1::StepCall& call_;
  const google::protobuf::Message& config_;
  HostLink& host_;
  const std::stop_token stop_;
  const std::chrono::steady_clock::time_point deadline_;
  std::atomic<int> changes_ = 0;
};

// A context that knows the type of its step's config.
template <typename Config>
class TypedContext final : public Context {
 public:
  using Context::Context;

  // The step's config, checked against its schema. Its required fields are set.
  const Config& config() const { return static_cast<const Config&>(any_config()); }
};

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_CONTEXT_H_
