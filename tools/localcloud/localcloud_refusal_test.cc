// What `localcloud` refuses, and how it says so.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tools/localcloud/testing/cloud_under_test.h"

namespace release {
namespace {

class LocalcloudRefusalTest : public testing::Test {
 protected:
  LocalcloudRefusalTest() { place_.CopyUsedCloud(); }

  bool Said(const std::string& text) const {
    return place_.Stderr().find(text) != std::string::npos;
  }

  CloudPlace place_;
};

TEST_F(LocalcloudRefusalTest, TheSameDirectoryTwice) {
  CloudRun run(place_, kTellAndWait);
  const std::string url = run.Line();
  EXPECT_EQ(CloudRun(place_, "true").End(), 6);
  EXPECT_TRUE(Said("CLOUD-IN-USE")) << place_.Stderr();
  EXPECT_TRUE(Said("by pid " + std::to_string(run.process().pid()) + " (run) since "));
  EXPECT_EQ(Query(url, "select 1"), "1");
  EXPECT_EQ(run.End(), 0);
}

TEST_F(LocalcloudRefusalTest, AMachineWithoutPostgresAndNamesThePackage) {
  EXPECT_EQ(CloudRun(place_, "true", {"--postgres-programs=/nowhere"}).End(), 2);
  EXPECT_TRUE(Said("CLOUD-POSTGRES-MISSING")) << place_.Stderr();
  EXPECT_TRUE(Said("apt-get install postgresql-15"));
}

TEST_F(LocalcloudRefusalTest, DataOfAnotherPostgres) {
  std::ofstream(place_.directory() + "/postgres/PG_VERSION") << "14\n";
  EXPECT_EQ(CloudRun(place_, "true").End(), 2);
  EXPECT_TRUE(Said("CLOUD-DATA-VERSION")) << place_.Stderr();
  EXPECT_TRUE(Said("was made by version 14"));
}

TEST_F(LocalcloudRefusalTest, APreludeThatFailsAndShowsTheLine) {
  std::ofstream(place_.File("prelude.sql")) << "create table a (id int);\nselect nonsense();\n";
  EXPECT_EQ(CloudRun(place_, "true").End(), 2);
  EXPECT_TRUE(Said("CLOUD-PRELUDE-FAILED")) << place_.Stderr();
  EXPECT_TRUE(Said("prelude.sql:2:8"));
  EXPECT_TRUE(Said("function nonsense() does not exist"));
  std::ofstream(place_.File("prelude.sql")) << "create table a (id int);\n";
  EXPECT_EQ(CloudRun(place_, "exit 5").End(), 5) << "the failed prelude left nothing";
}

TEST_F(LocalcloudRefusalTest, AnApiThatDoesNotStartAndKeepsTheSecretItTold) {
  const std::string password = *ReadFile(place_.directory() + "/postgres-password", 100);
  EXPECT_EQ(CloudRun(place_, "true", {"--revision=fails"}).End(), 2);
  EXPECT_TRUE(Said("CLOUD-API-FAILED")) << place_.Stderr();
  EXPECT_TRUE(Said("exit code 3"));
  EXPECT_TRUE(Said(":[secret DATABASE_URL]@127."));
  EXPECT_FALSE(Said(password));
}

TEST_F(LocalcloudRefusalTest, ACommandThatDoesNotExist) {
  Command command = place_.CommandLine("run", {}, {"/nowhere/release"});
  const absl::StatusOr<RunResult> run = release::Run(command, absl::Seconds(60), 1 << 20);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit.code_or_signal, 2);
  EXPECT_TRUE(Said("PROCESS-NOT-FOUND")) << place_.Stderr();
}

TEST_F(LocalcloudRefusalTest, AFullDiskWithInitdbsWords) {
  const CloudPlace fresh;
  std::filesystem::create_directory(fresh.directory());
  Command command = fresh.CommandLine("run", {}, {"/bin/true"});
  const std::vector<std::string> small_disk = {
      "/usr/bin/unshare",
      "-Urm",
      "/bin/sh",
      "-c",
      R"(mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@")",
      fresh.directory()};
  command.argv.insert(command.argv.begin(), small_disk.begin(), small_disk.end());
  const absl::StatusOr<RunResult> run = release::Run(command, absl::Seconds(60), 1 << 20);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit.code_or_signal, 2) << run->err << fresh.Stderr();
  EXPECT_NE(fresh.Stderr().find("CLOUD-INITDB-FAILED"), std::string::npos) << fresh.Stderr();
  EXPECT_NE(fresh.Stderr().find("No space left on device"), std::string::npos) << fresh.Stderr();
}

TEST_F(LocalcloudRefusalTest, ThePasswordStandsInOneFileAndNowhereElse) {
  CloudRun run(place_, kTellAndWait);
  const std::string password = *ReadFile(place_.directory() + "/postgres-password", 100);
  EXPECT_NE(run.Line().find(password), std::string::npos);
  run.Line();
  namespace fs = std::filesystem;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(text.find(password), std::string::npos) << text;
  }
  EXPECT_EQ(run.End(), 0);
  int files = 0;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(fs::path(place_.directory()).parent_path())) {
    if (!entry.is_regular_file() || entry.path().filename() == "postgres-password") continue;
    std::ifstream file(entry.path());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(text.find(password), std::string::npos) << entry.path();
    ++files;
  }
  EXPECT_GT(files, 500);
}

}  // namespace
}  // namespace release
