// The base class of every step: derive from release::Step<Config>.
#ifndef RELEASE_TOOLS_SDK_STEP_H_
#define RELEASE_TOOLS_SDK_STEP_H_

#include <memory>
#include <stop_token>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "proto/release/v1/step.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/sdk/context.h"

namespace release {

// What a step may answer to Observe() when it cannot say more than Plan() does.
inline constexpr absl::StatusCode kObserveByPlanning = absl::StatusCode::kUnimplemented;

// A step whose config type is not known here. Only the SDK derives from it and calls it; authors
// derive from Step<Config> below.
class AnyStep {
 public:
  virtual ~AnyStep() = default;
  AnyStep(const AnyStep&) = delete;
  AnyStep& operator=(const AnyStep&) = delete;

  virtual std::unique_ptr<google::protobuf::Message> NewConfig() const = 0;
  virtual std::unique_ptr<Context> NewContext(const v1::StepCall& call,
                                              const google::protobuf::Message& config,
                                              HostLink& host, std::stop_token stop) const = 0;

  // `context` was made by NewContext() of the same step.
  virtual absl::StatusOr<v1::StepDescription> AnyDescribe(Context& context) = 0;
  virtual absl::StatusOr<v1::Observation> AnyObserve(Context& context) = 0;
  virtual absl::Status AnyPlan(Context& context) = 0;
  virtual absl::Status AnyApply(Context& context) = 0;
  virtual absl::Status AnyVerify(Context& context) = 0;

 protected:
  AnyStep() = default;
};

// One kind of step. `Config` is a protobuf message of the author's own.
//
// A step object is made for each call, used by one thread, and destroyed: it keeps nothing between
// calls. What must last is in the world, or in an Output.
//
// Errors are statuses; Diagnose() (tools/base/diagnosis.h) attaches what, why and fix, and whether
// trying again can help. A status without a diagnosis becomes one with the code INTERNAL-...
// CANCELLED after a request to stop means "stopped cleanly". An exception fails the call.
template <typename ConfigType>
class Step : public AnyStep {
 public:
  using Config = ConfigType;
  using Context = TypedContext<ConfigType>;

  // Names the secrets, artifacts and outputs of the step. Depends on the config alone: no network,
  // no clock.
  virtual absl::StatusOr<v1::StepDescription> Describe(Context&) { return v1::StepDescription(); }

  // Says through context.Change() what Apply() would change. Reads the world, writes nothing.
  virtual absl::Status Plan(Context& context) = 0;

  // Looks at the world and makes it as the config says. The same call may come twice, also after
  // a crash in its middle: it ends the same. Repeats each planned change once it is done.
  virtual absl::Status Apply(Context& context) = 0;

  // Looks for itself whether the world is as it was meant to be; trusts nothing Apply() said.
  // Inconclusive() when it cannot tell.
  virtual absl::Status Verify(Context& context) = 0;

  // A started Apply() lost its answer: is it done? By default Plan() is asked: no change left
  // means done, anything left means partly. Override where a plan cannot tell.
  virtual absl::StatusOr<v1::Observation> Observe(Context&) {
    return absl::Status(kObserveByPlanning, "");
  }

 private:
  std::unique_ptr<google::protobuf::Message> NewConfig() const final {
    return std::make_unique<ConfigType>();
  }
  std::unique_ptr<release::Context> NewContext(const v1::StepCall& call,
                                               const google::protobuf::Message& config,
                                               HostLink& host, std::stop_token stop) const final {
    return std::make_unique<Context>(call, config, host, std::move(stop));
  }
  static Context& Typed(release::Context& context) { return static_cast<Context&>(context); }
  absl::StatusOr<v1::StepDescription> AnyDescribe(release::Context& context) final {
    return Describe(Typed(context));
  }
  absl::StatusOr<v1::Observation> AnyObserve(release::Context& context) final {
    return Observe(Typed(context));
  }
  absl::Status AnyPlan(release::Context& context) final { return Plan(Typed(context)); }
  absl::Status AnyApply(release::Context& context) final { return Apply(Typed(context)); }
  absl::Status AnyVerify(release::Context& context) final { return Verify(Typed(context)); }
};

// The answer of a Verify() that could not tell, say because the thing to look at did not answer.
// Never read as success.
absl::Status Inconclusive(DiagnosisText text);

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_STEP_H_
