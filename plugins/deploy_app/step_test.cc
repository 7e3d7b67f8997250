// The step with the real wrangler against an emulated API and a real registry.
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "plugins/deploy_app/deploy_fixture.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class StepTest : public DeployFixture {};

TEST_F(StepTest, TheFirstDeployConverges) {
  EXPECT_TRUE(kit::Converges(step_, Call(v1::PHASE_PLAN)));
  const json domains = Ask("GET", account_ + "/workers/domains?hostname=api.example.com");
  EXPECT_EQ(domains[0]["service"], "spectral");
  const json application = Ask("GET", account_ + "/containers/applications")[0];
  EXPECT_EQ(application["configuration"]["image"],
            Concat("registry.cloudflare.com/", kAccount, "/spectral-api@", image_.digest));
  EXPECT_EQ(application["health"]["summary"], "healthy");
}

TEST_F(StepTest, ThePlanNamesEverythingAndChangesNothing) {
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(),
              UnorderedElementsAre("image", "bundle", "var/MODE", "secret/DATABASE_URL",
                                   "hostname/api.example.com", "generation", "rollout"))
      << plan;
  EXPECT_THAT(Mutations(), IsEmpty());
  EXPECT_THAT(registry_->Seen(), IsEmpty());
}

TEST_F(StepTest, TheWorkerIsStampedAndTheOutputsNameWhatIsLive) {
  const kit::Recording applied = Apply();
  EXPECT_THAT(applied.outputs.at("image"), HasSubstr(image_.digest));
  EXPECT_EQ(applied.outputs.at("image_digest"), image_.digest);
  EXPECT_EQ(applied.outputs.at("generation"), "7");
  EXPECT_EQ(applied.outputs.at("revision"), revision_);
  const json version = Ask("GET", Concat(account_, "/workers/scripts/spectral/versions/",
                                         applied.outputs.at("version_id")));
  std::map<std::string, std::string> seen;
  for (const json& binding : version["resources"]["bindings"]) {
    seen[binding["name"]] = binding.value("text", binding["type"].get<std::string>());
  }
  EXPECT_EQ(seen["SPECTRAL_GENERATION"], "7");
  EXPECT_EQ(seen["SPECTRAL_REVISION"], revision_);
  EXPECT_EQ(seen["SPECTRAL_IMAGE_DIGEST"], image_.digest);
  EXPECT_EQ(seen["MODE"], "quiet");
  EXPECT_EQ(seen["DATABASE_URL"], "secret_text") << "a secret is named, its value is not given";
}

TEST_F(StepTest, TheSameWorkInALaterReleaseChangesNothing) {
  Apply();
  Mutations();
  registry_->Seen();
  generation_ = 8;
  revision_ = std::string(40, 'd');
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(), IsEmpty());
  EXPECT_EQ(plan.outputs.at("generation"), "7") << "what is live, not what this release is";
  EXPECT_EQ(plan.outputs.at("revision"), std::string(40, 'c'));
  EXPECT_EQ(plan.outputs.at("image_digest"), image_.digest);
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_THAT(Mutations(), IsEmpty());
  EXPECT_THAT(registry_->Seen(), IsEmpty());
}

TEST_F(StepTest, ANewImageIsRolledOutAndWaitedFor) {
  Apply();
  UseImage('b');
  generation_ = 8;
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(), UnorderedElementsAre("image", "generation", "rollout")) << plan;
  const kit::Recording applied = Apply();
  EXPECT_FALSE(applied.outputs.at("rollout_id").empty());
  const json rollout =
      Ask("GET", Concat(account_, "/containers/applications/", applied.outputs.at("application_id"),
                        "/rollouts/", applied.outputs.at("rollout_id")));
  EXPECT_EQ(rollout["status"], "completed");
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_DONE);
}

TEST_F(StepTest, OnlyWhatDiffersIsPlanned) {
  Apply();
  generation_ = 8;
  (*config_.mutable_vars())["MODE"] = "loud";
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(), UnorderedElementsAre("var/MODE", "generation"));
  EXPECT_EQ(plan.changes[0].before(), "quiet");
  EXPECT_EQ(plan.changes[0].after(), "loud");
  UseBundle("goodbye");
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), Contains("bundle"));
  v1::StepCall rotated = Call(v1::PHASE_PLAN);
  (*rotated.mutable_secrets())["DATABASE_URL"] = "another";
  EXPECT_THAT(step_.Run(rotated).ChangeIds(), Contains("secret/DATABASE_URL"));
}

// The command lines of all processes, and the directories in which wrangler works for this one.
struct Processes {
  std::string command_lines;
  std::vector<std::string> scratch;
};

Processes ReadProcesses() {
  Processes processes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    if (entry.path().filename().string().find_first_not_of("0123456789") != std::string::npos) {
      continue;
    }
    const std::string line = ReadFile(entry.path() / "cmdline", 1 << 20).value_or("");
    processes.command_lines += line;
    const std::string status = ReadFile(entry.path() / "status", 1 << 16).value_or("");
    if (status.find(Concat("PPid:\t", getpid(), "\n")) == std::string::npos) continue;
    std::error_code error;
    const auto directory = std::filesystem::read_symlink(entry.path() / "cwd", error);
    if (!error && line.find("--secrets-file") != std::string::npos) {
      processes.scratch.push_back(directory);
    }
  }
  return processes;
}

TEST_F(StepTest, NoSecretIsInAnArgumentALogOrAFileThatStays) {
  std::string command_lines;
  std::set<std::string> scratch;
  step_.on_message = [&](const v1::HostMessage& message) {
    if (!message.has_progress()) return;
    const Processes processes = ReadProcesses();
    command_lines += processes.command_lines;
    scratch.insert(processes.scratch.begin(), processes.scratch.end());
  };
  const kit::Recording applied = Apply();
  ASSERT_FALSE(scratch.empty()) << "wrangler was not seen";
  for (const std::string& directory : scratch) {
    EXPECT_FALSE(std::filesystem::exists(directory)) << directory;
  }
  for (const char* marker : {"hunter2marker", "tokenmarker"}) {
    EXPECT_THAT(command_lines, Not(HasSubstr(marker)));
    EXPECT_THAT(applied.LogText(), Not(HasSubstr(marker)));
    for (const v1::Change& change : applied.changes) {
      EXPECT_THAT(change.DebugString(), Not(HasSubstr(marker)));
    }
  }
}

}  // namespace
}  // namespace release::deploy_app
