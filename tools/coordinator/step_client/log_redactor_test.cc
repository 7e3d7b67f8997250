#include "tools/coordinator/step_client/log_redactor.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace release {
namespace {

using testing::ElementsAre;

std::shared_ptr<const Redactor> Knowing(const std::string& secret) {
  auto redactor = std::make_shared<Redactor>();
  EXPECT_TRUE(redactor->AddSecret("KEY", secret).ok());
  return redactor;
}

v1::LogLine Line(const std::string& text, v1::LogLevel level = v1::LOG_LEVEL_INFO) {
  v1::LogLine line;
  line.set_text(text);
  line.set_level(level);
  return line;
}

// Everything that comes out, in order.
std::vector<std::string> Through(LogRedactor& log, const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) {
    for (const v1::LogLine& line : log.Push(Line(text))) out.push_back(line.text());
  }
  for (const v1::LogLine& line : log.Flush()) out.push_back(line.text());
  return out;
}

TEST(LogRedactorTest, LinesKeepTheirOrderAndLevel) {
  LogRedactor log(Knowing("correct-horse"));
  std::vector<v1::LogLine> out = log.Push(Line("first", v1::LOG_LEVEL_ERROR));
  for (v1::LogLine& line : log.Push(Line("second"))) out.push_back(line);
  for (v1::LogLine& line : log.Flush()) out.push_back(line);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].text(), "first");
  EXPECT_EQ(out[0].level(), v1::LOG_LEVEL_ERROR);
  EXPECT_EQ(out[1].text(), "second");
}

TEST(LogRedactorTest, ASecretInALineIsReplaced) {
  LogRedactor log(Knowing("correct-horse"));
  EXPECT_THAT(Through(log, {"key is correct-horse."}), ElementsAre("key is [secret KEY]."));
}

TEST(LogRedactorTest, ASecretOverSeveralLinesIsReplaced) {
  LogRedactor log(Knowing("-----BEGIN KEY-----\nabcdefgh\n-----END KEY-----"));
  EXPECT_THAT(
      Through(log, {"here:", "-----BEGIN KEY-----", "abcdefgh", "-----END KEY-----", "after"}),
      ElementsAre("here:", "[secret KEY]", "after"));
}

TEST(LogRedactorTest, ASecretThatIsLearntLaterIsReplacedFromThenOn) {
  LogRedactor log(std::make_shared<const Redactor>());
  log.Push(Line("nothing known"));
  log.Switch(Knowing("correct-horse"));
  EXPECT_THAT(Through(log, {"correct-horse"}), ElementsAre("[secret KEY]"));
}

}  // namespace
}  // namespace release
