#include "gtest/gtest.h"
#include "proto/release/v1/event.pb.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tools/coordinator/redaction/redactor.h"

namespace release {
namespace {

class RedactMessageTest : public testing::Test {
 protected:
  RedactMessageTest() { EXPECT_TRUE(redactor_.AddSecret("S", "hunter2-hunter2").ok()); }

  Redactor redactor_;
};

TEST_F(RedactMessageTest, StringsAtEveryDepthAreRedacted) {
  v1::Event event;
  event.set_step("hunter2-hunter2");
  auto* finished = event.mutable_step_finished();
  (*finished->mutable_outputs())["url"] = "https://u:hunter2-hunter2@h";
  (*finished->mutable_outputs())["hunter2-hunter2"] = "key";
  finished->mutable_diagnosis()->set_why("sent hunter2-hunter2");
  finished->mutable_diagnosis()->add_evidence("clean");
  finished->mutable_diagnosis()->add_evidence("aHVudGVyMi1odW50ZXIy");  // base64
  finished->mutable_diagnosis()->mutable_place()->set_excerpt("x=hunter2-hunter2");
  finished->set_outcome(v1::OUTCOME_FAILED);
  redactor_.RedactMessage(&event);

  EXPECT_EQ(event.SerializeAsString().find("hunter2-hunter2"), std::string::npos);
  EXPECT_EQ(event.step(), "[secret S]");
  const v1::StepFinished& got = event.step_finished();
  EXPECT_EQ(got.outputs().at("url"), "https://u:[secret S]@h");
  EXPECT_EQ(got.outputs().at("[secret S]"), "key");
  EXPECT_EQ(got.diagnosis().why(), "sent [secret S]");
  EXPECT_EQ(got.diagnosis().evidence(0), "clean");
  EXPECT_EQ(got.diagnosis().evidence(1), "[secret S]");
  EXPECT_EQ(got.diagnosis().place().excerpt(), "x=[secret S]");
  EXPECT_EQ(got.outcome(), v1::OUTCOME_FAILED);
}

TEST_F(RedactMessageTest, RepeatedMessagesAreRedacted) {
  v1::HostMessage message;
  message.mutable_log()->add_lines()->set_text("one");
  message.mutable_log()->add_lines()->set_text("hunter2-hunter2");
  redactor_.RedactMessage(&message);
  EXPECT_EQ(message.log().lines(0).text(), "one");
  EXPECT_EQ(message.log().lines(1).text(), "[secret S]");
}

TEST_F(RedactMessageTest, SecretFieldsAreClearedWhateverTheyHold) {
  v1::StepCall call;
  (*call.mutable_secrets())["OTHER"] = "a value nobody told the redactor";
  call.set_step("migrate");
  Redactor().RedactMessage(&call);
  EXPECT_TRUE(call.secrets().empty());
  EXPECT_EQ(call.step(), "migrate");
}

TEST_F(RedactMessageTest, CleanMessageIsUnchanged) {
  v1::Event event;
  event.set_sequence(7);
  event.mutable_plan_ready()->set_changes(3);
  (*event.mutable_step_inherited()->mutable_outputs())["a"] = "b";
  const std::string before = event.SerializeAsString();
  redactor_.RedactMessage(&event);
  EXPECT_EQ(event.SerializeAsString(), before);
}

TEST_F(RedactMessageTest, BytesAreLeftAlone) {
  v1::StepCall call;
  call.set_config("hunter2-hunter2");
  redactor_.RedactMessage(&call);
  EXPECT_EQ(call.config(), "hunter2-hunter2");
}

}  // namespace
}  // namespace release
