// The API's image is run as any engine would run it: unpacked, as its configuration says, with a
// real database, and with nothing of this machine but the kernel's /proc and /dev.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "supabase/product_schema.h"
#include "tests/support/postgres.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace spectral {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using release::Command;
using release::Process;
using release::RunResult;
using release::Stdio;
using release::TempDirectory;

std::string Read(const std::string& path) {
  absl::StatusOr<std::string> text = release::ReadFile(path, 1 << 20);
  if (!text.ok()) ADD_FAILURE() << text.status();
  while (text.ok() && !text->empty() && text->back() == '\n') text->pop_back();
  return text.value_or("");
}

json Blob(const std::string& digest) {
  return json::parse(
      Read(std::string(getenv("IMAGE")) + "/blobs/sha256/" + digest.substr(digest.find(':') + 1)));
}

class AppImageTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    temp_ = new TempDirectory(*TempDirectory::Create());
    Command command;
    command.argv = {getenv("IMAGE_PROGRAM"), "unpack", getenv("IMAGE"), Root()};
    const absl::StatusOr<RunResult> result = release::Run(command, absl::Minutes(1), 1 << 16);
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_TRUE(result->exit.Success()) << result->err;
    const json manifest = Blob(Read(getenv("DIGEST")));
    config_ = new json(Blob(manifest.at("config").at("digest")).at("config"));
    // What an engine puts there.
    for (const char* folder : {"/proc", "/dev", "/tmp"}) fs::create_directory(Root() + folder);
    std::ofstream(Root() + "/etc/hosts") << "127.0.0.1 localhost database.test\n";
  }

  static void TearDownTestSuite() {
    delete temp_;
    delete config_;
  }

  static std::string Root() { return temp_->path() + "/root"; }
  static const json& Config() { return *config_; }

  // `program` in the image, by the image's user.
  static Command InImage(const std::vector<std::string>& program,
                         const std::map<std::string, std::string>& env) {
    const std::string user = Config().at("User");
    Command command;
    command.argv = {"/usr/bin/bwrap",
                    "--die-with-parent",
                    "--unshare-user",
                    "--uid",
                    user.substr(0, user.find(':')),
                    "--gid",
                    user.substr(user.find(':') + 1),
                    "--unshare-pid",
                    "--as-pid-1",
                    "--ro-bind",
                    Root(),
                    "/",
                    "--proc",
                    "/proc",
                    "--dev",
                    "/dev",
                    "--tmpfs",
                    "/tmp",
                    "--chdir",
                    Config().at("WorkingDir"),
                    "--"};
    command.argv.insert(command.argv.end(), program.begin(), program.end());
    for (const std::string entry : Config().at("Env")) {
      command.env[entry.substr(0, entry.find('='))] = entry.substr(entry.find('=') + 1);
    }
    for (const auto& [name, value] : env) command.env[name] = value;
    return command;
  }

  static RunResult RunInImage(const std::vector<std::string>& program,
                              const std::map<std::string, std::string>& env = {}) {
    const absl::StatusOr<RunResult> result =
        release::Run(InImage(program, env), absl::Minutes(1), 1 << 16);
    if (!result.ok()) ADD_FAILURE() << result.status();
    return result.value_or(RunResult());
  }

  static std::vector<std::string> Healthcheck() {
    std::vector<std::string> test = Config().at("Healthcheck").at("Test");
    EXPECT_EQ(test.front(), "CMD");
    test.erase(test.begin());
    return test;
  }

  inline static TempDirectory* temp_ = nullptr;
  inline static json* config_ = nullptr;
};

TEST_F(AppImageTest, ItsConfigurationIsThatOfAServerThatIsNotRoot) {
  EXPECT_EQ(Config().at("Entrypoint"), json({"/usr/bin/api"}));
  EXPECT_EQ(Config().at("User"), "65532:65532");
  EXPECT_EQ(Config().at("ExposedPorts"), json::object({{"8080/tcp", json::object()}}));
  EXPECT_EQ(Config().at("Labels").at("org.opencontainers.image.title"), "Spectral API");
  EXPECT_FALSE(Config().at("Labels").contains("org.opencontainers.image.revision"))
      << "the revision comes with --stamp only";
}

TEST_F(AppImageTest, ItHoldsTheProgramItsLibrariesAndNothingElse) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(Root())) {
    const std::string path = entry.path().lexically_relative(Root());
    if (entry.is_directory() || path == "etc/hosts") continue;
    const std::string folder = fs::path(path).parent_path();
    if (folder == "usr/lib/x86_64-linux-gnu") {
      EXPECT_NE(path.find(".so"), std::string::npos) << path;
    } else {
      files.insert(path);
    }
  }
  EXPECT_EQ(files, (std::set<std::string>{"etc/group", "etc/passwd", "lib64/ld-linux-x86-64.so.2",
                                          "usr/bin/api"}));
}

TEST_F(AppImageTest, TheProgramStartsInIt) {
  const RunResult result = RunInImage({"/usr/bin/api", "--version"});
  EXPECT_TRUE(result.exit.Success()) << result.err;
  EXPECT_EQ(result.out.rfind("spectral-api ", 0), 0u) << result.out;
}

TEST_F(AppImageTest, ThereIsNoShellAndNoHost) {
  for (const char* program : {"/bin/sh", "/usr/bin/env", "/usr/bin/bwrap"}) {
    const RunResult result = RunInImage({program});
    EXPECT_FALSE(result.exit.Success()) << program;
    EXPECT_NE(result.err.find("No such file"), std::string::npos) << result.err;
  }
}

TEST_F(AppImageTest, ItsHealthcheckFailsWithoutAServer) {
  const RunResult result = RunInImage(Healthcheck(), {{"PORT", "1"}});
  EXPECT_EQ(result.exit.code_or_signal, 1) << result.err;
}

TEST_F(AppImageTest, ItServesAndFindsItsDatabaseByName) {
  const std::unique_ptr<release::TestPostgres> postgres = release::TestPostgres::Start();
  ASSERT_NE(postgres, nullptr);
  ASSERT_EQ(CreateProject(*postgres, "app"), "");
  ASSERT_EQ(ApplyMigrations(*postgres, "app"), "");
  std::string url = postgres->Dsn("app");
  url.replace(url.find("127.0.0.1"), 9, "database.test");

  Command command = InImage(Config().at("Entrypoint"), {{"DATABASE_URL", url},
                                                        {"SPECTRAL_GENERATION", "7"},
                                                        {"SPECTRAL_REVISION", "abc"},
                                                        {"PORT", "0"}});
  command.out = Stdio::kPipe;
  absl::StatusOr<Process> server = Process::Start(command);
  ASSERT_TRUE(server.ok()) << server.status();
  const release::FileDescriptor out = server->TakeStdout();
  std::string line;
  for (char next = 0; read(out.get(), &next, 1) == 1 && next != '\n';) line += next;
  const std::string listening = "listening on 0.0.0.0:";
  ASSERT_EQ(line.rfind(listening, 0), 0u) << line;
  const std::string port = line.substr(listening.size());

  // Asked as an engine asks: again and again, until it is healthy.
  RunResult last;
  for (int tries = 0; tries < 300; ++tries) {
    last = RunInImage(Healthcheck(), {{"PORT", port}});
    if (last.exit.Success()) break;
    EXPECT_EQ(last.exit.code_or_signal, 1);
    ASSERT_FALSE(server->WaitFor(absl::Milliseconds(50)).has_value()) << "the server ended";
  }
  EXPECT_TRUE(last.exit.Success()) << last.out << last.err;

  postgres->Stop();
  for (int tries = 0; tries < 600 && last.exit.Success(); ++tries) {
    last = RunInImage(Healthcheck(), {{"PORT", port}});
    ASSERT_FALSE(server->WaitFor(absl::Milliseconds(50)).has_value()) << "the server ended";
  }
  EXPECT_EQ(last.exit.code_or_signal, 1) << "unhealthy without its database";
}

}  // namespace
}  // namespace spectral
