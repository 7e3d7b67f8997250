#include "tools/localcloud/engine/testing/registry_under_test.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tools/base/text.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {
namespace {

std::string SkopeoPush(const std::string& layout, const std::string& target,
                       const std::string& home) {
  Command push;
  push.argv = {"/usr/bin/skopeo",         "--insecure-policy", "copy",
               "--dest-tls-verify=false", "oci:" + layout,     "docker://" + target};
  push.env = {{"HOME", home}, {"PATH", "/usr/bin:/bin"}, {"TMPDIR", home}};
  const auto run = Run(push, absl::Seconds(60), 1 << 20);
  if (!run.ok()) return std::string(run.status().message());
  return run->exit.Success() ? "" : run->err;
}

}  // namespace

RegistryUnderTest::RegistryUnderTest(const std::string& layout, const std::string& repository,
                                     const std::string& tag) {
  const std::string address = Concat("127.0.0.1:", FreePort("127.0.0.1"));
  Start(Concat("addr: ", address));
  // The registry says nowhere that it listens: the push is tried until it does.
  std::string failed = "not tried";
  for (int attempt = 0; attempt < 100 && !failed.empty(); ++attempt) {
    failed = SkopeoPush(layout, Concat(address, "/", repository, ":", tag), temp_.path());
    if (failed.find("connection refused") == std::string::npos) break;
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_EQ(failed, "");
  process_.reset();
  Start(Concat("net: unix\n  addr: ", socket()));
  struct stat info {};
  for (int i = 0; i < 400 && stat(socket().c_str(), &info) != 0; ++i) {
    absl::SleepFor(absl::Milliseconds(25));
  }
}

void RegistryUnderTest::Start(const std::string& http) {
  const std::string config = temp_.path() + "/config.yml";
  std::ofstream(config) << "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n"
                        << "    rootdirectory: " << temp_.path() << "/storage\n"
                        << "http:\n  " << http << "\n  secret: test\n";
  Command command;
  command.argv = {"/usr/bin/docker-registry", "serve", config};
  command.env = {{"OTEL_TRACES_EXPORTER", "none"}};
  command.out = command.err = Stdio::kNull;
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok()) << process.status();
  process_.emplace(*std::move(process));
}

void RegistryUnderTest::Corrupt(const std::string& digest) {
  const std::string hex = digest.substr(digest.find(':') + 1);
  const std::string path = Concat(temp_.path(), "/storage/docker/registry/v2/blobs/sha256/",
                                  hex.substr(0, 2), "/", hex, "/data");
  std::fstream blob(path, std::ios::in | std::ios::out | std::ios::binary);
  const int first = blob.get();
  blob.seekp(0);
  blob.put(static_cast<char>(first ^ 1));
  ASSERT_TRUE(blob.good()) << path;
}

}  // namespace release::cloud
