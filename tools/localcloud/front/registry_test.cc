// The registry behind its credentials, with skopeo and curl as clients.
#include "tools/localcloud/front/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "tools/base/clock_fake.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/api.h"
#include "tools/localcloud/front/testing/front_fixture.h"
#include "tools/localcloud/front/testing/small_layout.h"

namespace release::cloud {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHost = "registry.cloudflare.com";
constexpr const char* kAccount = "0123456789abcdef0123456789abcdef";
constexpr const char* kToken = "registry-test-token";
// Without it the registry denies that it has an OCI manifest.
const std::vector<std::string> kAcceptOci = {"-H",
                                             "Accept: application/vnd.oci.image.manifest.v1+json"};

class RegistryTest : public FrontFixture {
 protected:
  void SetUp() override {
    FrontFixture::SetUp();
    CloudflareOptions options;
    options.accounts = {{kAccount, "Test", "test-subdomain"}};
    options.tokens = {{"00000000000000000000000000000001", DigestOf(kToken), kAccount}};
    auto api = CloudflareApi::Open(state_.path(), options, clock_, faults_, *log_);
    ASSERT_TRUE(api.ok()) << api.status();
    api_ = *std::move(api);
    StartRegistry();
  }

  void StartRegistry(size_t newest = 20, std::set<std::string> in_use = {}) {
    auto registry = Registry::Start(
        {.directory = directory_.path(), .newest = newest, .in_use = std::move(in_use)},
        [this](const RegistryQuestion& question) { return api_->CheckRegistry(question); });
    ASSERT_TRUE(registry.ok()) << registry.status();
    registry_.emplace(*std::move(registry));
    ASSERT_TRUE(front_->hosts().Serve(kHost, Registry::kSocket).ok());
    ASSERT_TRUE(front_->certificates().Issue(kHost).ok());
  }

  // "v1:PASSWORD", base64, of a password for 15 minutes from the API.
  std::string Credentials(std::vector<std::string> permissions) {
    HttpRequest request;
    request.method = "POST";
    request.target = Concat(kApiPrefix, "/accounts/", kAccount, "/containers/registries/", kHost,
                            "/credentials");
    request.headers.Add("Authorization", Concat("Bearer ", kToken));
    request.headers.Add("Content-Type", "application/json");
    request.body = json({{"expiration_minutes", 15}, {"permissions", permissions}}).dump();
    const json answer = json::parse(api_->Handle(request).body);
    const json& result = answer["result"];
    return absl::Base64Escape(
        Concat(result["username"].get<std::string>(), ":", result["password"].get<std::string>()));
  }

  std::string Image(const std::string& name) const {
    return Concat("docker://", kHost, ":", settings_.port, "/", kAccount, "/", name);
  }

  // skopeo, for which the registry's name leads to the front and the cloud's authority is good.
  RunResult Skopeo(const std::string& credentials, std::vector<std::string> arguments) {
    const std::string hosts = directory_.path() + "/hosts";
    const std::string auth = directory_.path() + "/auth.json";
    const std::string where = Concat(kHost, ":", settings_.port);
    EXPECT_TRUE(WriteFileAtomically(hosts, Concat(settings_.address, " ", kHost, "\n"), 0644).ok());
    EXPECT_TRUE(
        WriteFileAtomically(auth, json({{"auths", {{where, {{"auth", credentials}}}}}}).dump())
            .ok());
    Command command;
    command.argv = {"/usr/bin/bwrap", "--dev-bind", "/",          "/",
                    "--ro-bind",      hosts,        "/etc/hosts", "--die-with-parent",
                    "/usr/bin/skopeo"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.env = {{"PATH", "/usr/bin:/bin"},
                   {"HOME", directory_.path()},
                   {"REGISTRY_AUTH_FILE", auth},
                   {"SSL_CERT_FILE", front_->certificates().ca_path()}};
    return *release::Run(std::move(command), absl::Seconds(60), 1 << 20);
  }

  RunResult Push(const std::string& credentials, const std::string& name) {
    return Skopeo(credentials,
                  {"copy", "--insecure-policy", Concat("oci:", Layout(), ":latest"), Image(name)});
  }

  std::string Layout() const { return directory_.path() + "/layout"; }

  // "401" and so on, of curl with these credentials.
  std::string RegistryStatus(const std::string& credentials, const std::string& path,
                             std::vector<std::string> more = {}) {
    const std::string header = directory_.path() + "/header";
    EXPECT_TRUE(
        WriteFileAtomically(header, Concat("Authorization: Basic ", credentials, "\n")).ok());
    more.insert(more.end(),
                {"-H", "@" + header, "-o", "/dev/null", "-w", "%{http_code}", Url(kHost, path)});
    return Curl(kHost, std::move(more)).out;
  }

  TempDirectory state_ = *TempDirectory::Create();
  FakeClock clock_;
  FaultBook faults_;
  std::unique_ptr<RequestLog> log_ = *RequestLog::Open("");
  std::unique_ptr<CloudflareApi> api_;
  std::optional<Registry> registry_;
};

TEST_F(RegistryTest, AnImageGoesInAndComesBackByItsDigest) {
  const std::string digest = WriteSmallLayout(Layout());
  const std::string credentials = Credentials({"push", "pull"});
  const RunResult pushed = Push(credentials, "api:1");
  ASSERT_TRUE(pushed.exit.Success()) << pushed.err;
  // Another process of the registry has it still.
  registry_.reset();
  StartRegistry();
  const std::string back = directory_.path() + "/back";
  const RunResult pulled = Skopeo(credentials, {"copy", "--insecure-policy", Image("api@" + digest),
                                                Concat("oci:", back, ":latest")});
  ASSERT_TRUE(pulled.exit.Success()) << pulled.err;
  EXPECT_EQ(LayoutDigest(back), digest);
  const RunResult removed = Skopeo(credentials, {"delete", Image("api@" + digest)});
  EXPECT_TRUE(removed.exit.Success()) << removed.err;
  EXPECT_EQ(
      RegistryStatus(credentials, Concat("/v2/", kAccount, "/api/manifests/", digest), kAcceptOci),
      "404");
}

TEST_F(RegistryTest, AnImageThatNothingUsesAnyMoreGoesWithItsBytes) {
  const std::string digest = WriteSmallLayout(Layout());
  const std::string credentials = Credentials({"push", "pull"});
  ASSERT_TRUE(Push(credentials, "api:1").exit.Success());
  const std::string manifest = Concat("/v2/", kAccount, "/api/manifests/");
  const auto blobs = [&] {
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             directory_.path() + "/registry/docker/registry/v2/blobs")) {
      files += entry.is_regular_file() ? 1 : 0;
    }
    return files;
  };
  registry_.reset();
  StartRegistry(0, {digest});
  EXPECT_EQ(RegistryStatus(credentials, manifest + digest, kAcceptOci), "200");
  EXPECT_EQ(blobs(), 3);
  registry_.reset();
  StartRegistry(0);
  EXPECT_EQ(RegistryStatus(credentials, manifest + digest, kAcceptOci), "404");
  EXPECT_EQ(RegistryStatus(credentials, manifest + "1", kAcceptOci), "404");
  EXPECT_EQ(blobs(), 0);
  ASSERT_TRUE(Push(credentials, "api:1").exit.Success());
  EXPECT_EQ(RegistryStatus(credentials, manifest + "1", kAcceptOci), "200");
}

TEST_F(RegistryTest, ARegistryThatIsKilledIsStartedAgain) {
  WriteSmallLayout(Layout());
  const std::string credentials = Credentials({"push", "pull"});
  ASSERT_TRUE(Push(credentials, "api:1").exit.Success());
  EXPECT_EQ(registry_->Tend(absl::Seconds(100)), "");
  kill(registry_->process().pid(), SIGKILL);
  std::string news;
  while (news.empty()) news = registry_->Tend(absl::Seconds(100));
  EXPECT_THAT(news, HasSubstr("docker-registry runs again"));
  EXPECT_EQ(RegistryStatus(credentials, Concat("/v2/", kAccount, "/api/manifests/1"), kAcceptOci),
            "200");
}

TEST_F(RegistryTest, AnExpiredPasswordIsRefused) {
  WriteSmallLayout(Layout());
  const std::string credentials = Credentials({"push", "pull"});
  EXPECT_EQ(RegistryStatus(credentials, "/v2/"), "200");
  clock_.Advance(absl::Minutes(16));
  EXPECT_EQ(RegistryStatus(credentials, "/v2/"), "401");
  const RunResult pushed = Push(credentials, "api:1");
  EXPECT_FALSE(pushed.exit.Success());
  EXPECT_THAT(pushed.err, HasSubstr("authentication required"));
  EXPECT_THAT(pushed.err, Not(HasSubstr(credentials)));
}

TEST_F(RegistryTest, WhoMayOnlyPullCannotPush) {
  WriteSmallLayout(Layout());
  ASSERT_TRUE(Push(Credentials({"push"}), "api:1").exit.Success());
  const std::string puller = Credentials({"pull"});
  const RunResult pushed = Push(puller, "other:1");
  EXPECT_FALSE(pushed.exit.Success());
  EXPECT_THAT(pushed.err, HasSubstr("denied"));
  const RunResult inspected = Skopeo(puller, {"inspect", Image("api:1")});
  EXPECT_TRUE(inspected.exit.Success()) << inspected.err;
  EXPECT_FALSE(Skopeo(Credentials({"push"}), {"inspect", Image("api:1")}).exit.Success());
}

TEST_F(RegistryTest, StrangersAndStrangeNamesAreRefused) {
  const RunResult unknown = Curl(kHost, {"-i", "--http1.1", Url(kHost, "/v2/")});
  EXPECT_THAT(unknown.out, HasSubstr("401"));
  EXPECT_THAT(unknown.out, HasSubstr("WWW-Authenticate: Basic realm=\"Cloudflare\""));
  EXPECT_THAT(unknown.out, HasSubstr(R"({"errors":[{"code":"UNAUTHORIZED")"));
  EXPECT_EQ(RegistryStatus(absl::Base64Escape("v1:made-up"), "/v2/"), "401");

  const std::string credentials = Credentials({"push", "pull"});
  const std::string own = Concat("/v2/", kAccount, "/api");
  EXPECT_EQ(RegistryStatus(credentials, own + "/tags/list"), "404");
  EXPECT_EQ(RegistryStatus(credentials, "/v2/other/api/tags/list"), "403");
  EXPECT_EQ(RegistryStatus(credentials, "/v2/_catalog"), "403");
  EXPECT_EQ(RegistryStatus(credentials, own + "/../../other/api/tags/list", {"--path-as-is"}),
            "403");
  EXPECT_EQ(RegistryStatus(credentials, own + "/blobs/uploads/", {"-X", "POST"}), "202");
  EXPECT_EQ(RegistryStatus(credentials, own + "/blobs/uploads/?mount=sha256:ab&from=other/api",
                           {"-X", "POST"}),
            "403");
  EXPECT_EQ(RegistryStatus(Credentials({"list"}), "/v2/_catalog"), "200");
}

TEST_F(RegistryTest, ALargeBlobStreamsThroughWithoutBeingStored) {
  constexpr size_t kMegabytes = 200;
  const std::string piece(1 << 20, 'x');
  const std::string header = directory_.path() + "/header";
  ASSERT_TRUE(WriteFileAtomically(
                  header, Concat("Authorization: Basic ", Credentials({"push", "pull"}), "\n"))
                  .ok());
  const std::string uploads = Concat("/v2/", kAccount, "/api/blobs/uploads/");
  const RunResult begun = Curl(kHost, {"-X", "POST", "-H", "@" + header, "-o", "/dev/null", "-w",
                                       "%header{location}", Url(kHost, uploads)});
  ASSERT_THAT(begun.out, testing::StartsWith("/v2/"));

  Command curl;
  curl.argv = {"/usr/bin/curl",
               "-sS",
               "--cacert",
               front_->certificates().ca_path(),
               "--resolve",
               Concat(kHost, ":", settings_.port, ":", settings_.address),
               "-X",
               "PATCH",
               "-T",
               "-",
               "-H",
               "@" + header,
               "-H",
               "Content-Type: application/octet-stream",
               "-H",
               "Expect:",
               "-o",
               "/dev/null",
               "-w",
               "%{http_code}",
               Url(kHost, begun.out)};
  curl.env = {{"PATH", "/usr/bin:/bin"}};
  curl.in = Stdio::kPipe;
  curl.out = Stdio::kPipe;
  auto sender = Process::Start(curl);
  ASSERT_TRUE(sender.ok()) << sender.status();
  FileDescriptor into = sender->TakeStdin();
  const FileDescriptor out = sender->TakeStdout();
  const auto send = [&](size_t megabytes) {
    for (size_t i = 0; i < megabytes; ++i) {
      for (size_t at = 0; at < piece.size();) {
        const ssize_t n = write(into.get(), piece.data() + at, piece.size() - at);
        ASSERT_GT(n, 0);
        at += static_cast<size_t>(n);
      }
    }
  };
  const auto bytes_below = [](const std::string& directory) {
    uintmax_t sum = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
      if (entry.is_regular_file()) sum += entry.file_size();
    }
    return sum;
  };
  // Half of it is at the registry while the client still has the other half.
  send(kMegabytes / 2);
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (bytes_below(directory_.path() + "/registry") < (kMegabytes / 2 - 4) << 20) {
    ASSERT_LT(absl::Now(), deadline) << "nothing streams";
    ASSERT_FALSE(sender->WaitFor(absl::Milliseconds(5)));
  }
  EXPECT_EQ(bytes_below(directory_.path() + "/front/temp"), 0u);
  send(kMegabytes / 2);
  into.Close();
  char status[16] = {};
  EXPECT_EQ(read(out.get(), status, sizeof status - 1), 3);
  EXPECT_STREQ(status, "202");
  EXPECT_TRUE(sender->Wait()->Success());
  EXPECT_EQ(bytes_below(directory_.path() + "/front/temp"), 0u);
  EXPECT_GE(bytes_below(directory_.path() + "/registry"), kMegabytes << 20);

  const std::string memory =
      *ReadFile(Concat("/proc/", front_->process().pid(), "/status"), 1 << 16);
  const size_t at = memory.find("VmHWM:");
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(std::strtoul(memory.c_str() + at + 6, nullptr, 10), 64u << 10) << "kB";
}

}  // namespace
}  // namespace release::cloud
