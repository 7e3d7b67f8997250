#include "tools/step_host/emission.h"

#include <string>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

absl::StatusOr<v1::HostMessage> Read(const std::string& bytes) {
  return ReadEmission({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, 7);
}

std::string CodeOf(const std::string& bytes) { return DiagnosisOf(Read(bytes).status()).code(); }

TEST(EmissionTest, TheCallsIdIsSet) {
  v1::HostMessage message;
  message.mutable_output()->set_call_id(99);
  message.mutable_output()->set_value("kept\nas it is");
  absl::StatusOr<v1::HostMessage> read = Read(message.SerializeAsString());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->output().call_id(), 7u);
  EXPECT_EQ(read->output().value(), "kept\nas it is");
}

TEST(EmissionTest, TextsBecomePrintable) {
  v1::HostMessage message;
  message.mutable_change()->mutable_change()->set_resource("\x1B[31mtable\nforged line");
  EXPECT_EQ(Read(message.SerializeAsString())->change().change().resource(),
            "table\xEF\xBF\xBD"
            "forged line");
  message.mutable_warning()->mutable_diagnosis()->add_evidence("one\ntwo\x07");
  EXPECT_EQ(Read(message.SerializeAsString())->warning().diagnosis().evidence(0),
            "one\ntwo\xEF\xBF\xBD");
}

// As a plugin without SDK may write it: protobuf's parser refuses such a string.
TEST(EmissionTest, ALogLineThatIsNoUtf8IsRead) {
  const std::string line =
      "\x10\x03\x1A\x03"
      "a\xFFz";  // level: WARNING, text
  const std::string batch = "\x12" + std::string(1, static_cast<char>(line.size())) + line;
  const std::string log = "\x1A" + std::string(1, static_cast<char>(batch.size())) + batch;
  absl::StatusOr<v1::HostMessage> read = Read(log);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->log().lines_size(), 1);
  EXPECT_EQ(read->log().lines(0).level(), v1::LOG_LEVEL_WARNING);
  EXPECT_EQ(read->log().lines(0).text(), "a\xFFz");
}

TEST(EmissionTest, WhatOnlyTheHostSaysIsRefused) {
  v1::HostMessage message;
  message.mutable_result();
  EXPECT_EQ(CodeOf(message.SerializeAsString()), "HOST-EMIT-KIND");
  message.mutable_hello();
  EXPECT_EQ(CodeOf(message.SerializeAsString()), "HOST-EMIT-KIND");
  EXPECT_EQ(CodeOf(""), "HOST-EMIT-KIND");
}

TEST(EmissionTest, BrokenAndHugeBytesAreRefused) {
  EXPECT_EQ(CodeOf("\x22\x7F"), "HOST-EMIT-UNREADABLE");
  EXPECT_EQ(CodeOf(std::string(kMaxMessage + 1, '\0')), "HOST-EMIT-TOO-LARGE");
}

}  // namespace
}  // namespace release
