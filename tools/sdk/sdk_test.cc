// What the SDK makes of a step: one that does everything a step can do, driven through the C entry.
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>

#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "tools/sdk/plugin.h"
#include "tools/sdk/testing/in_process_step.h"
#include "tools/sdk/testing_config.pb.h"

namespace release {
namespace {

using sdk::testing::TestingConfig;

// Does what its config says.
class OddStep : public Step<TestingConfig> {
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override {
    if (context.config().act() == "throw") throw std::runtime_error("in Describe");
    v1::StepDescription description;
    description.add_secrets()->set_name("TOKEN");
    return description;
  }

  absl::Status Plan(Context& context) override {
    if (context.config().act() == "change") context.Change({.id = "one", .resource = "thing"});
    if (context.config().act() == "look") {
      context.Change({.id = "seen", .action = v1::ACTION_NONE, .resource = "thing"});
    }
    return absl::OkStatus();
  }

  absl::Status Apply(Context& context) override {
    const std::string& act = context.config().act();
    if (act == "throw") throw std::logic_error("in Apply");
    if (act == "throw a number") throw 7;
    if (act == "fail") {
      return Diagnose(absl::StatusCode::kUnavailable, {.code = "ODD-BUSY",
                                                       .what = "the world is busy",
                                                       .why = "503",
                                                       .fix = "wait",
                                                       .retry = v1::RETRY_BACKOFF});
    }
    if (act == "fail in plain words") return absl::NotFoundError("no such thing");
    if (act == "wait") return context.Wait(absl::InfiniteDuration());
    if (act == "ask") {
      if (auto secret = context.Secret("TOKEN"); !secret.ok()) return secret.status();
      if (auto input = context.Input("build.image"); !input.ok()) return input.status();
      if (auto bundle = context.Artifact("bundle"); !bundle.ok()) return bundle.status();
    }
    if (act == "speak") {
      context.Log(v1::LOG_LEVEL_WARNING, "one\ntwo \xFF\n");
      context.Progress("half way", 1, 2, v1::UNIT_ITEMS);
      context.Warn(absl::NotFoundError("a warning"));
      if (absl::Status given = context.Output("url", "https://x"); !given.ok()) return given;
      return context.Output("huge", std::string(70000, 'x'));
    }
    return Plan(context);
  }

  absl::Status Verify(Context& context) override {
    if (context.config().act() != "cannot tell") return absl::OkStatus();
    return Inconclusive({.code = "ODD-DARK", .what = "cannot see", .why = "night", .fix = "wait"});
  }
};

class SdkTest : public ::testing::Test {
 protected:
  v1::StepCall CallTo(v1::Phase phase, const std::string& act) {
    TestingConfig config;
    config.set_act(act);
    return kit::CallOf(phase, config);
  }
  kit::Recording Run(v1::Phase phase, const std::string& act) {
    return step_.Run(CallTo(phase, act));
  }

  kit::InProcessStep step_;
};

TEST_F(SdkTest, AnApplyWithoutChangesIsUnchanged) {
  EXPECT_EQ(Run(v1::PHASE_APPLY, "").outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(Run(v1::PHASE_APPLY, "look").outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(Run(v1::PHASE_APPLY, "change").outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST_F(SdkTest, ObserveAsksThePlanAndEmitsNoChange) {
  const kit::Recording partly = Run(v1::PHASE_OBSERVE, "change");
  EXPECT_EQ(partly.result->observation(), v1::OBSERVATION_PARTLY) << partly;
  EXPECT_TRUE(partly.changes.empty());
  EXPECT_EQ(Run(v1::PHASE_OBSERVE, "").result->observation(), v1::OBSERVATION_DONE);
}

TEST_F(SdkTest, DescribeNamesSecretsAndThatItCanObserve) {
  const kit::Recording described = Run(v1::PHASE_DESCRIBE, "");
  ASSERT_TRUE(described.result);
  EXPECT_EQ(described.result->description().secrets(0).name(), "TOKEN");
  EXPECT_TRUE(described.result->description().can_observe());
}

TEST_F(SdkTest, AnExceptionIsAFailureThatNamesItsType) {
  const kit::Recording described = Run(v1::PHASE_DESCRIBE, "throw");
  EXPECT_EQ(described.code(), "STEP-THREW");
  EXPECT_EQ(described.result->diagnosis().what(), "step step threw std::runtime_error");
  EXPECT_EQ(described.result->diagnosis().why(), "in Describe");
  EXPECT_EQ(described.result->diagnosis().retry(), v1::RETRY_NEVER);

  const kit::Recording applied = Run(v1::PHASE_APPLY, "throw a number");
  EXPECT_EQ(applied.result->diagnosis().what(), "step step threw int");
  EXPECT_EQ(applied.result->diagnosis().retry(), v1::RETRY_AFTER_OBSERVE);
}

TEST_F(SdkTest, ADiagnosisArrivesWhole) {
  const kit::Recording failed = Run(v1::PHASE_APPLY, "fail");
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "ODD-BUSY");
  EXPECT_EQ(failed.result->diagnosis().retry(), v1::RETRY_BACKOFF);
  EXPECT_EQ(Run(v1::PHASE_APPLY, "fail in plain words").code(), "INTERNAL-NOT-FOUND");
}

TEST_F(SdkTest, AVerifyThatCannotTellIsInconclusive) {
  EXPECT_EQ(Run(v1::PHASE_VERIFY, "cannot tell").outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(Run(v1::PHASE_VERIFY, "").outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST_F(SdkTest, CancelEndsAWait) {
  v1::StepCall call = CallTo(v1::PHASE_APPLY, "wait");
  std::jthread canceller([&](std::stop_token stop) {
    // A cancel before the call began is not remembered by this kit: repeat until it has ended.
    while (!stop.stop_requested()) step_.Cancel();
  });
  EXPECT_EQ(step_.Run(call).outcome(), v1::OUTCOME_CANCELLED);
}

TEST_F(SdkTest, WhatIsMissingIsNamedWithWhatIsThere) {
  v1::StepCall call = CallTo(v1::PHASE_APPLY, "ask");
  EXPECT_EQ(step_.Run(call).code(), "STEP-SECRET-MISSING");
  (*call.mutable_secrets())["TOKEN"] = "s3cr3t-v4lue";
  (*call.mutable_inputs())["build.digest"] = "sha256:1";
  const kit::Recording input = step_.Run(call);
  EXPECT_EQ(input.code(), "STEP-INPUT-MISSING");
  EXPECT_EQ(input.result->diagnosis().why(), "there are: build.digest");
  EXPECT_EQ(input.result->DebugString().find("s3cr3t"), std::string::npos);
  (*call.mutable_inputs())["build.image"] = "sha256:2";
  EXPECT_EQ(step_.Run(call).code(), "STEP-ARTIFACT-MISSING");
  call.add_artifacts()->set_name("bundle");
  EXPECT_EQ(step_.Run(call).outcome(), v1::OUTCOME_UNCHANGED);
}

TEST_F(SdkTest, SpeechArrivesAndAHugeOutputIsRefused) {
  const kit::Recording spoken = Run(v1::PHASE_APPLY, "speak");
  EXPECT_EQ(spoken.code(), "STEP-OUTPUT-INVALID");
  EXPECT_EQ(spoken.LogText(), "one\ntwo \xEF\xBF\xBD\n");
  ASSERT_EQ(spoken.progress.size(), 1u);
  EXPECT_EQ(spoken.progress[0].total(), 2u);
  ASSERT_EQ(spoken.warnings.size(), 1u);
  EXPECT_EQ(spoken.warnings[0].severity(), v1::SEVERITY_WARNING);
  EXPECT_EQ(spoken.outputs, (std::map<std::string, std::string>{{"url", "https://x"}}));
}

TEST_F(SdkTest, AConfigThatDoesNotParseIsADiagnosis) {
  v1::StepCall call = CallTo(v1::PHASE_PLAN, "");
  call.set_config("\xFF\xFF\xFF");
  EXPECT_EQ(step_.Run(call).code(), "STEP-CONFIG-UNREADABLE");
}

TEST_F(SdkTest, APhaseOfALaterProtocolIsADiagnosis) {
  EXPECT_EQ(Run(static_cast<v1::Phase>(99), "").code(), "STEP-UNKNOWN-PHASE");
}

TEST_F(SdkTest, TheSchemaDefinesTheConfigWithItsImports) {
  EXPECT_EQ(step_.name(), "odd");
  google::protobuf::FileDescriptorSet files;
  ASSERT_TRUE(files.ParseFromString(step_.config_schema()));
  google::protobuf::DescriptorPool pool;
  for (const auto& file : files.file()) ASSERT_NE(pool.BuildFile(file), nullptr) << file.name();
  EXPECT_NE(pool.FindMessageTypeByName(step_.config_message()), nullptr);
}

}  // namespace
}  // namespace release

RELEASE_STEP_PLUGIN(release::OddStep, "odd", "0.1.0");
