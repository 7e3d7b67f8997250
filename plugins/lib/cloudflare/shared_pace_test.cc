// Several processes of a machine ask one real server, which counts.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "plugins/lib/http/pacing.h"
#include "tools/base/clock.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/server.h"

namespace release::cloudflare {
namespace {

class SharedPaceTest : public testing::Test {
 protected:
  SharedPaceTest() {
    setenv(http::kPacingDirectory, directory_.path().c_str(), 1);
    server_ = *cloud::HttpServer::Start({}, [this](const cloud::HttpRequest&) { return Answer(); });
    base_ = Concat("http://127.0.0.1:", server_->port(), "/client/v4");
  }

  cloud::HttpResponse Answer() {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen_.push_back(SystemClock().Monotonic());
    cloud::HttpResponse response;
    response.status = refuse_ ? 429 : 200;
    if (refuse_) response.headers.Set("Retry-After", "30");
    response.headers.Set("Content-Type", "application/json");
    response.body = R"({"success":true,"errors":[],"result":[]})";
    return response;
  }

  Process StartStep(int requests) {
    Command command;
    command.argv = {std::getenv("PACED_CLIENT"), base_, Concat(requests)};
    command.env = {{http::kPacingDirectory, directory_.path()}};
    return *Process::Start(command);
  }

  std::vector<absl::Duration> Seen() {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::sort(seen_.begin(), seen_.end());
    return seen_;
  }

  TempDirectory directory_ = *TempDirectory::Create();
  std::mutex mutex_;
  std::vector<absl::Duration> seen_;
  bool refuse_ = false;
  std::unique_ptr<cloud::HttpServer> server_;
  std::string base_;
};

TEST_F(SharedPaceTest, AllProcessesTogetherKeepTheRateOfOne) {
  http::Pacer& pacer = http::PacerFor(base_);
  const absl::Duration begin = SystemClock().Monotonic();
  for (int i = 1; i < http::Rate{}.burst; ++i) ASSERT_EQ(pacer.Claim(), absl::ZeroDuration());
  std::vector<Process> steps;
  for (int i = 0; i < 3; ++i) steps.push_back(StartStep(4));
  for (Process& step : steps) EXPECT_TRUE(step.Wait()->Success());
  const std::vector<absl::Duration> seen = Seen();
  ASSERT_EQ(seen.size(), 12u);
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_GE(seen[i], begin + http::Rate{}.interval * static_cast<int>(i)) << i;
  }
}

TEST_F(SharedPaceTest, APauseToldToOneProcessHoldsForTheOthers) {
  refuse_ = true;
  EXPECT_EQ(StartStep(1).Wait()->code_or_signal, 1);
  const absl::Duration held = http::PacerFor(base_).Held();
  EXPECT_GT(held, absl::Seconds(20)) << "a process that has ended told of it";
  EXPECT_LE(held, absl::Seconds(30));
}

TEST_F(SharedPaceTest, NobodyAsksBeforeThePauseIsOver) {
  const absl::Duration begin = SystemClock().Monotonic();
  http::PacerFor(base_).Hold(absl::Seconds(1));
  std::vector<Process> steps;
  for (int i = 0; i < 3; ++i) steps.push_back(StartStep(1));
  for (Process& step : steps) EXPECT_TRUE(step.Wait()->Success());
  const std::vector<absl::Duration> seen = Seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_GE(seen.front(), begin + absl::Seconds(1));
}

TEST_F(SharedPaceTest, AProcessThatIsKilledLocksNobodyOut) {
  for (int i = 0; i < 5; ++i) {
    Process step = StartStep(1000);
    step.WaitFor(absl::Milliseconds(30 * i));
    step.Signal(SIGKILL);
    ASSERT_TRUE(step.Wait().ok());
  }
  EXPECT_LT(http::PacerFor(base_).Claim(), absl::Hours(1));
}

}  // namespace
}  // namespace release::cloudflare
