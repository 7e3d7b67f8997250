// Single misfortunes, each with the words that it must lead to, and the same command after it.
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "tests/e2e/rehearsal/process_tree.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"
#include "tests/faults/trial.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::faults {
namespace {

using e2e::RehearsalEnd;
using e2e::RunningRehearsal;
using testing::HasSubstr;
using testing::IsEmpty;

// As //release:rehearsal, but its waits are seconds.
constexpr char kImpatient[] = "tests/faults/impatient";
constexpr char kApi[] = "api.spectral.test";
constexpr char kPlanned[] = "Nothing was changed yet.";
constexpr absl::Duration kPatience = absl::Minutes(3);

class ScenarioTest : public testing::Test {
 protected:
  void OrderFaults(const std::string& json) {
    const std::string path = home_.StateHome() + "-faults.json";
    ASSERT_TRUE(WriteFileAtomically(path, json).ok());
    home_.environment_["LOCALCLOUD_FAULTS"] = path;
  }

  std::unique_ptr<RunningRehearsal> Start() { return home_.Start(kImpatient); }
  RehearsalEnd Run() { return Start()->End(kPatience); }

  // From now on, at a host of the cloud that runs.
  void HostFault(const std::string& fault) {
    const std::string record = ReadFile(home_.CloudFile("running"), 4096).value_or("");
    const size_t at = record.find("\npage=");
    ASSERT_NE(at, record.npos) << record;
    const std::string page = record.substr(at + 6, record.find('\n', at + 1) - at - 6);
    Command command;
    command.argv = {"/usr/bin/curl",
                    "-sS",
                    "--fail",
                    "--header",
                    "X-Localcloud-Control: 1",
                    "--data",
                    std::string("{\"host\": \"") + kApi + "\", \"fault\": \"" + fault + "\"}",
                    "http://" + page + "/control/hosts"};
    command.out = Stdio::kNull;
    absl::StatusOr<Process> curl = Process::Start(command);
    ASSERT_TRUE(curl.ok()) << curl.status();
    const std::optional<Exit> exit = curl->WaitFor(absl::Seconds(30));
    ASSERT_TRUE(exit && !exit->signalled && exit->code_or_signal == 0) << page;
  }

  // The next run meets the fault at its host and must stop with `code`.
  void ExpectStopsAtHost(const std::string& fault, const std::string& code) {
    ASSERT_EQ(Run().code, 0);
    const auto faulted = Start();
    faulted->AwaitSaid(kPlanned);
    HostFault(fault);
    ExpectStopped(faulted->End(kPatience), code);
    const auto after = Start();
    after->AwaitSaid(kPlanned);
    HostFault("none");
    const RehearsalEnd end = after->End(kPatience);
    EXPECT_EQ(end.code, 0) << end.all();
  }

  void ExpectStopped(const RehearsalEnd& end, const std::string& code) {
    std::vector<std::string> wrong;
    EXPECT_EQ(CheckStopped(end, wrong), code) << end.all();
    EXPECT_THAT(wrong, IsEmpty());
  }

  // The same command, without faults, finishes and nothing is left to do.
  void ExpectTheSameCommandFinishes() {
    home_.environment_.erase("LOCALCLOUD_FAULTS");
    const RehearsalEnd end = Run();
    EXPECT_EQ(end.code, 0) << end.all();
    std::vector<std::string> wrong;
    CheckFinished(home_, kImpatient, wrong);
    EXPECT_THAT(wrong, IsEmpty());
  }

  e2e::RehearsalHome home_;
};

TEST_F(ScenarioTest, ARolloutThatNeverGetsHealthyStopsTheReleaseBeforeItsSmoke) {
  OrderFaults(
      R"({"faults": [{"method": "POST", "route": "/accounts/{account_id}/containers/applications",
      "fault": {"kind": "unhealthy_rollout"}}]})");
  const RehearsalEnd end = Run();
  ExpectStopped(end, "DEPLOY-APP-ROLLOUT-UNHEALTHY");
  EXPECT_THAT(end.err, HasSubstr("smoke            not run"));
  ExpectTheSameCommandFinishes();
}

TEST_F(ScenarioTest, AContainerThatIsRefusedAfterTheScriptWentLiveIsMadeByTheSameCommand) {
  OrderFaults(
      R"({"faults": [{"method": "POST", "route": "/accounts/{account_id}/containers/applications",
      "count": -1, "fault": {"kind": "status", "status": 403, "code": 9109}}]})");
  ExpectStopped(Run(), "WRANGLER-CONTAINER");
  ExpectTheSameCommandFinishes();
}

TEST_F(ScenarioTest, BotProtectionAtTheApiIsNamed) {
  ExpectStopsAtHost("bot_protection", "SMOKE-FORBIDDEN");
}

TEST_F(ScenarioTest, ACertificateOfAnotherNameIsNotBelieved) {
  ExpectStopsAtHost("wrong_name", "SMOKE-TLS");
}

TEST_F(ScenarioTest, SmokeWaitsForAColdCertificate) {
  ASSERT_EQ(Run().code, 0);
  const auto cold = Start();
  cold->AwaitSaid(kPlanned);
  HostFault("not_issued");
  cold->AwaitSaid("the certificate may not be issued yet");
  HostFault("none");
  const RehearsalEnd end = cold->End(kPatience);
  EXPECT_EQ(end.code, 0) << end.all();
}

TEST_F(ScenarioTest, ARunnerThatIsLostInTheMiddleOfADeployIsFollowedByAnother) {
  const auto lost = Start();
  lost->AwaitSaid("wrangler deploys spectral");
  const std::vector<e2e::TreeProcess> processes = e2e::DescendantsOf(lost->process().pid());
  lost->process().Signal(SIGKILL);
  EXPECT_TRUE(e2e::AllEndWithin(absl::Seconds(5), processes));
  EXPECT_EQ(lost->End().code, -SIGKILL);
  ExpectTheSameCommandFinishes();
}

}  // namespace
}  // namespace release::faults
