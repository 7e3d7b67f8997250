#include "tools/localcloud/front/testing/front_fixture.h"

#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {
namespace {

HttpResponse Described(const std::string& name, const HttpRequest& request) {
  HttpResponse response;
  response.headers.Set("Server", name);
  response.body = Concat(name, "\n", request.method, " ", request.target, "\n");
  for (const auto& [field, value] : request.headers.all()) {
    AppendTo(response.body, field, ": ", value, "\n");
  }
  AppendTo(response.body, "body: ", request.body.size(), "\n");
  return response;
}

}  // namespace

void FrontFixture::SetUp() {
  settings_.directory = directory_.path();
  settings_.address = LoopbackAddress(directory_.path(), 0);
  settings_.port = FreePort(settings_.address);
  auto front = Front::Start(settings_);
  ASSERT_TRUE(front.ok()) << front.status();
  front_ = *std::move(front);
}

void FrontFixture::AddServer(const std::string& name) {
  HttpServerOptions options;
  options.unix_path = Concat(directory_.path(), "/run/", name, ".sock");
  auto server = HttpServer::Start(
      std::move(options), [name](const HttpRequest& request) { return Described(name, request); });
  ASSERT_TRUE(server.ok()) << server.status();
  servers_.push_back(*std::move(server));
}

std::string FrontFixture::Url(const std::string& host, const std::string& path) const {
  return Concat("https://", host, ":", settings_.port, path);
}

RunResult FrontFixture::Curl(const std::string& host, std::vector<std::string> more) {
  Command curl;
  curl.argv = {"/usr/bin/curl", "-sS",
               "--cacert",      front_->certificates().ca_path(),
               "--resolve",     Concat(host, ":", settings_.port, ":", settings_.address)};
  curl.argv.insert(curl.argv.end(), more.begin(), more.end());
  curl.env = {{"PATH", "/usr/bin:/bin"}, {"HOME", directory_.path()}};
  return *release::Run(std::move(curl), absl::Seconds(60), 1 << 20);
}

std::string FrontFixture::Get(const std::string& host, const std::string& path) {
  const RunResult result = Curl(host, {Url(host, path)});
  return result.exit.Success() ? result.out : Concat(result.exit.ToString(), ": ", result.err);
}

std::string FrontFixture::StatusOf(const std::string& host, std::vector<std::string> more) {
  more.insert(more.end(), {"-o", "/dev/null", "-w", "%{http_code}", Url(host)});
  return Curl(host, std::move(more)).out;
}

}  // namespace release::cloud
