#include "tools/localcloud/engine/testing/engine_fixture.h"

#include <unistd.h>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr char kRoom[] = "tools/localcloud/engine/";
constexpr char kRepository[] = "account/api";

std::string Curl(std::vector<std::string> arguments) {
  Command curl;
  curl.argv = {"/usr/bin/curl", "--silent", "--max-time", "60"};
  curl.argv.insert(curl.argv.end(), arguments.begin(), arguments.end());
  const auto run = Run(curl, absl::Seconds(90), 1 << 20);
  return run.ok() && run->exit.Success() ? run->out : "";
}

}  // namespace

std::string EngineFixture::Address() {
  return Concat("127.77.", getpid() / 250 % 250, ".", getpid() % 250 + 1);
}

std::string EngineFixture::ImageDigest() {
  std::string digest = ReadFile(Concat(kRoom, "testing/echo_image.digest"), 4096).value_or("");
  while (!digest.empty() && digest.back() == '\n') digest.pop_back();
  return digest;
}

EngineFixture::EngineFixture() {
  registry_ = std::make_unique<RegistryUnderTest>(Concat(kRoom, "testing/echo_image"), kRepository,
                                                  "first");
  settings_ = {.socket = Socket(),
               .address = Address(),
               .image_directory = place_.path() + "/images",
               .log_directory = place_.path() + "/logs",
               .registry = {.socket = registry_->socket()},
               .sockets_command = {Concat(kRoom, "container_sockets")}};
  engine_ = std::make_unique<ContainerEngine>(settings_, SystemClock());
  EXPECT_TRUE(engine_->Start().ok());
}

EngineFixture::~EngineFixture() {
  if (engine_ != nullptr) engine_->Stop(absl::Seconds(2));
}

RolledOutContainer EngineFixture::Version(int version, const std::string& image) const {
  RolledOutContainer container;
  container.application_id = kTestApplicationId;
  container.name = kTestApplication;
  container.version = version;
  container.configuration = {
      {"image", image.empty() ? Concat("registry.cloudflare.com/", kRepository, "@", ImageDigest())
                              : image}};
  return container;
}

void EngineFixture::Deploy(int version) {
  engine_->OnContainerRolloutStarted(Version(version));
  engine_->OnContainerRolledOut(Version(version));
  EXPECT_TRUE(Until(
      [&] { return engine_->Health(kTestApplicationId, version) == ContainerHealth::kHealthy; }));
}

void EngineFixture::TickOnce() {
  pollfd poll_for{engine_->fd(), POLLIN, 0};
  poll(&poll_for, 1, 10);
  engine_->Tick();
}

bool EngineFixture::Until(const std::function<bool()>& so) {
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (!so()) {
    if (absl::Now() > end) return false;
    TickOnce();
  }
  return true;
}

DockerAnswer EngineFixture::Docker(const std::string& method, const std::string& path,
                                   const nlohmann::json& body) {
  std::vector<std::string> arguments = {"--unix-socket", Socket(),      "--request",
                                        method,          "--write-out", "\n%{http_code}"};
  if (!body.is_null()) {
    arguments.insert(arguments.end(), {"--data-binary", body.dump()});
  }
  arguments.push_back("http://localhost" + path);
  const std::string out = While<std::string>([&] { return Curl(arguments); });
  DockerAnswer answer;
  const size_t line = out.rfind('\n');
  if (line == std::string::npos) return answer;
  (void)absl::SimpleAtoi(out.substr(line + 1), &answer.status);
  answer.text = out.substr(0, line);
  answer.body = nlohmann::json::parse(answer.text, nullptr, false);
  return answer;
}

void EngineFixture::StartContainer(const std::string& name, const std::vector<std::string>& env) {
  const std::string proxy = name + "-proxy";
  EXPECT_EQ(Docker("POST", "/containers/create?name=" + proxy,
                   {{"Image", "ingress:1"}, {"Cmd", {"--http-ingress-address", "0.0.0.0:39001"}}})
                .status,
            201);
  EXPECT_EQ(Docker("POST", Concat("/containers/", proxy, "/start"), "").status, 204);
  const DockerAnswer made = Docker("POST", "/containers/create?name=" + name,
                                   {{"Image", kTestApplication},
                                    {"Env", env},
                                    {"HostConfig", {{"NetworkMode", "container:" + proxy}}}});
  EXPECT_EQ(made.status, 201) << made.text;
  const DockerAnswer started = Docker("POST", Concat("/containers/", name, "/start"), "");
  EXPECT_EQ(started.status, 204) << started.text;
}

std::string EngineFixture::Get(const std::string& name, const std::string& path) {
  const nlohmann::json inspected = Docker("GET", Concat("/containers/", name, "-proxy/json")).body;
  const nlohmann::json port = inspected["NetworkSettings"]["Ports"]["39001/tcp"][0];
  const std::string ingress = Concat("http://", port["HostIp"].get<std::string>(), ":",
                                     port["HostPort"].get<std::string>());
  return While<std::string>([&] {
    return Curl({"--proxytunnel", "--proxy", ingress, "http://127.0.0.1:8080" + path});
  });
}

std::string EngineFixture::GetWhenUp(const std::string& name, const std::string& path) {
  std::string answer;
  Until([&] { return !(answer = Get(name, path)).empty(); });
  return answer;
}

InstanceStatus EngineFixture::Instance(const std::string& name) const {
  for (const InstanceStatus& instance : engine_->Status().instances) {
    if (instance.name == name) return instance;
  }
  return {};
}

}  // namespace release::cloud
