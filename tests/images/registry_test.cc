// An image of ours through a real registry and back: nothing of it changes on the way.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/images/programs.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"

namespace release::images {
namespace {

// Debian's docker-registry on a free port of the loopback.
class Registry {
 public:
  explicit Registry(const std::string& directory) {
    std::filesystem::create_directories(directory);
    std::ofstream(directory + "/config.yml")
        << "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: " << directory
        << "/data}}\nhttp: {addr: '127.0.0.1:0'}\n";
    Command command;
    command.argv = {"/usr/bin/docker-registry", "serve", directory + "/config.yml"};
    command.out = Stdio::kNull;
    command.err = Stdio::kPipe;
    auto started = Process::Start(command);
    EXPECT_TRUE(started.ok()) << started.status();
    if (!started.ok()) return;
    process_.emplace(std::move(*started));
    log_ = process_->TakeStderr();
    address_ = ReadAddress();
  }

  // "127.0.0.1:34567"
  const std::string& address() const { return address_; }

 private:
  // The registry says where it listens once it does.
  std::string ReadAddress() {
    const std::string before = "listening on ";
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = read(log_.get(), buffer, sizeof(buffer))) > 0;) {
      text.append(buffer, static_cast<size_t>(count));
      const size_t found = text.find(before);
      if (found == std::string::npos) continue;
      const size_t begin = found + before.size();
      const size_t end = text.find_first_of("\",\n ", begin);
      if (end != std::string::npos) return text.substr(begin, end - begin);
    }
    ADD_FAILURE() << "the registry did not start: " << text;
    return "";
  }

  std::optional<Process> process_;
  FileDescriptor log_;
  std::string address_;
};

class RegistryTest : public testing::Test {
 protected:
  RegistryTest() : registry_(programs_.Path("registry")) {
    std::filesystem::create_directories(programs_.Path("context"));
    std::ofstream(programs_.Path("context/file")) << std::string(300'000, 'x');
    std::ofstream(programs_.Path("Dockerfile"))
        << "FROM scratch\nCOPY file /a\nCOPY file /b\nLABEL x=y\nHEALTHCHECK CMD [\"/a\"]\n";
    std::ofstream(programs_.Path("inputs"))
        << "file\tfile\t" << programs_.Path("context/file") << "\n";
    programs_.BuildOurs("ours", {"--dockerfile=" + programs_.Path("Dockerfile"),
                                 "--inputs=" + programs_.Path("inputs"), "--tag=latest"});
  }

  std::string Remote(const std::string& name) const {
    return "docker://" + registry_.address() + "/" + name;
  }

  Programs programs_;
  Registry registry_;
};

TEST_F(RegistryTest, DigestSurvivesPushAndPull) {
  programs_.Skopeo({"copy", "--dest-tls-verify=false", "oci:" + programs_.Path("ours") + ":latest",
                    Remote("app:1")});
  const nlohmann::json inspected =
      nlohmann::json::parse(programs_.Skopeo({"inspect", "--tls-verify=false", Remote("app:1")}));
  EXPECT_EQ(inspected.at("Digest"), programs_.OurDigest("ours"));
  programs_.Skopeo({"copy", "--src-tls-verify=false", Remote("app@" + programs_.OurDigest("ours")),
                    "oci:" + programs_.Path("back") + ":latest"});
  EXPECT_EQ(programs_.OurDigest("back"), programs_.OurDigest("ours"));
  EXPECT_EQ(programs_.OurConfig("back"), programs_.OurConfig("ours"));
}

TEST_F(RegistryTest, EveryBlobIsWhatItsNameSays) {
  programs_.Skopeo({"copy", "--dest-tls-verify=false", "oci:" + programs_.Path("ours") + ":latest",
                    Remote("app:2")});
  // skopeo verifies each blob against the manifest on the way to a directory.
  programs_.Skopeo(
      {"copy", "--src-tls-verify=false", Remote("app:2"), "dir:" + programs_.Path("dir")});
  EXPECT_TRUE(std::filesystem::exists(programs_.Path("dir/manifest.json")));
}

}  // namespace
}  // namespace release::images
