#include "plugins/lib/testing/cloudflare_under_test.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "plugins/lib/http/client.h"
#include "tools/base/text.h"

namespace release {
namespace {

using nlohmann::json;

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "cloudflare_under_test: %s\n", why.c_str());
  std::abort();
}

uint16_t PortOf(const json& url) {
  if (!url.is_string()) Die("the server printed no URLs");
  const std::string text = url.get<std::string>();
  const std::string host = text.substr(0, text.find('/', text.find("//") + 2));
  return static_cast<uint16_t>(std::stoi(host.substr(host.rfind(':') + 1)));
}

TempDirectory NewDirectory() {
  absl::StatusOr<TempDirectory> directory = TempDirectory::Create();
  if (!directory.ok()) Die(directory.status().ToString());
  return *std::move(directory);
}

}  // namespace

CloudflareUnderTest::CloudflareUnderTest() : directory_(NewDirectory()) {
  const char* const server = std::getenv("CLOUDFLARE_SERVER");
  if (server == nullptr) Die("CLOUDFLARE_SERVER is not set: use cloudflare_step_test");
  std::ofstream(directory_.path() + "/token") << kToken;
  Command command;
  command.argv = {server,
                  "--directory",
                  directory_.path() + "/state",
                  "--token-file",
                  directory_.path() + "/token",
                  "--account",
                  kAccount,
                  "--zone",
                  "example.com"};
  command.out = Stdio::kPipe;
  auto process = Process::Start(command);
  if (!process.ok()) Die(process.status().ToString());
  process_.emplace(*std::move(process));
  out_ = process_->TakeStdout();
  std::string line;
  for (char c = 0; c != '\n' && read(out_.get(), &c, 1) == 1;) line.push_back(c);
  const json ports = json::parse(line, nullptr, false);
  if (!ports.is_object()) Die("the server did not start");
  api_ = PortOf(ports.value("api", json()));
  control_ = PortOf(ports.value("control", json()));
}

std::string CloudflareUnderTest::api_base() const {
  return Concat("http://127.0.0.1:", api_, "/client/v4");
}

std::string CloudflareUnderTest::Send(uint16_t port, const std::string& method,
                                      const std::string& target, const std::string& body) {
  http::Client client;
  http::Request request{.url = Concat("http://127.0.0.1:", port, target), .method = method};
  request.headers = {{"Authorization", Concat("Bearer ", kToken)},
                     {"X-Localcloud-Control", "1"},
                     {"Content-Type", "application/json"}};
  request.body = body;
  request.body_limit = 16 << 20;
  const http::Response response = client.Send(request, {});
  if (response.failure) Die(Concat(method, " ", target, ": ", response.words));
  if (response.status >= 300) Die(Concat(method, " ", target, ": ", response.body));
  return response.body;
}

void CloudflareUnderTest::Order(const std::string& method, const std::string& route,
                                const json& fault, int skip, int count) {
  const json order = {
      {"method", method}, {"route", route}, {"skip", skip}, {"count", count}, {"fault", fault}};
  Send(control_, "POST", "/faults", json{{"faults", json::array({order})}}.dump());
}

json CloudflareUnderTest::Ask(const std::string& method, const std::string& path,
                              const json& body) {
  const std::string answer =
      Send(api_, method, Concat("/client/v4", path), body.is_null() ? "" : body.dump());
  return json::parse(answer).at("result");
}

std::vector<std::string> CloudflareUnderTest::Calls() {
  const json requests = json::parse(Send(control_, "GET", "/requests", ""));
  std::vector<std::string> lines;
  for (; seen_ < requests.size(); ++seen_) {
    lines.push_back(Concat(requests[seen_].at("method").get<std::string>(), " ",
                           requests[seen_].at("route").get<std::string>()));
  }
  return lines;
}

std::vector<std::string> CloudflareUnderTest::Mutations() {
  std::vector<std::string> lines = Calls();
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("GET "); });
  return lines;
}

}  // namespace release
