#include "plugins/reconcile_edge/edge_fixture.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <utility>

#include "plugins/lib/http/client.h"
#include "tools/base/text.h"

namespace release::reconcile_edge {
namespace {

using nlohmann::json;

uint16_t PortOf(const std::string& url) {
  const size_t end = url.find('/', url.find("//") + 2);
  const std::string host = url.substr(0, end);
  return static_cast<uint16_t>(std::stoi(host.substr(host.rfind(':') + 1)));
}

}  // namespace

void EdgeFixture::Start() {
  cloud_.reset();
  directory_ = *TempDirectory::Create();
  seen_ = 0;
  std::ofstream(directory_->path() + "/token") << kToken;
  Command command;
  command.argv = {std::getenv("CLOUDFLARE_SERVER"),
                  "--directory",
                  directory_->path() + "/state",
                  "--token-file",
                  directory_->path() + "/token",
                  "--account",
                  kAccount,
                  "--zone",
                  "example.com"};
  command.out = Stdio::kPipe;
  auto process = Process::Start(command);
  if (!process.ok()) FAIL() << process.status();
  cloud_.emplace(*std::move(process));
  out_ = cloud_->TakeStdout();
  std::string line;
  for (char c = 0; c != '\n' && read(out_.get(), &c, 1) == 1;) line.push_back(c);
  const json ports = json::parse(line);
  api_ = PortOf(ports["api"]);
  control_ = PortOf(ports["control"]);

  config_.Clear();
  config_.set_account_id(kAccount);
  config_.set_zone("example.com");
  config_.add_buckets("recordings");
  config_.set_worker("spectral");
  config_.add_worker_hostnames("api.example.com");
  (*config_.mutable_pages_hostnames())["app.example.com"] = "dashboard";
  (*config_.mutable_pages_hostnames())["ops.example.com"] = "operations";
  config_.add_open_hostnames("api.example.com");
  config_.add_guarded_hostnames("ops.example.com");
  config_.add_guarded_hostnames("app.example.com");
  MakeWorker("spectral");
  MakeProject("dashboard");
  MakeProject("operations");
  Ask("PUT", ZonePath() + "/bot_management", {{"fight_mode", true}});
  Calls();
}

void EdgeFixture::MakeWorker(const std::string& name) {
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
      R"({"main_module":"index.js","bindings":[],"compatibility_date":"2026-11-01"})"
      "\r\n--b\r\nContent-Disposition: form-data; name=\"index.js\"; filename=\"index.js\"\r\n"
      "Content-Type: application/javascript+module\r\n\r\nexport default {}\r\n--b--\r\n";
  Send(api_, "PUT", Concat("/client/v4", account_, "/workers/scripts/", name), body,
       "multipart/form-data; boundary=b");
}

void EdgeFixture::MakeProject(const std::string& name) {
  Ask("POST", account_ + "/pages/projects", {{"name", name}, {"production_branch", "production"}});
}

v1::StepCall EdgeFixture::Call(v1::Phase phase) {
  v1::StepCall call = kit::CallOf(phase, config_);
  call.mutable_release()->mutable_rules()->set_api_base(
      Concat("http://127.0.0.1:", api_, "/client/v4"));
  (*call.mutable_secrets())["CLOUDFLARE_API_TOKEN"] = kToken;
  return call;
}

kit::Recording EdgeFixture::Run(v1::Phase phase) { return step_.Run(Call(phase)); }

void EdgeFixture::Order(const std::string& method, const std::string& route, const json& fault,
                        int skip, int count) {
  const json order = {
      {"method", method}, {"route", route}, {"skip", skip}, {"count", count}, {"fault", fault}};
  Send(control_, "POST", "/faults", json({{"faults", {order}}}).dump());
}

json EdgeFixture::Ask(const std::string& method, const std::string& path, const json& body) {
  const std::string answer =
      Send(api_, method, Concat("/client/v4", path), body.is_null() ? std::string() : body.dump());
  return json::parse(answer, nullptr, false).value("result", json());
}

std::vector<std::string> EdgeFixture::Calls() {
  const json log = json::parse(Send(control_, "GET", "/requests", ""));
  const json& lines = log.is_object() ? log.at("requests") : log;
  std::vector<std::string> calls;
  for (size_t at = seen_; at < lines.size(); ++at) {
    calls.push_back(
        Concat(lines[at]["method"].get<std::string>(), " ", lines[at]["route"].get<std::string>()));
  }
  seen_ = lines.size();
  return calls;
}

std::vector<std::string> EdgeFixture::Mutations() {
  std::vector<std::string> calls = Calls();
  std::erase_if(calls, [](const std::string& call) { return call.starts_with("GET "); });
  return calls;
}

std::string EdgeFixture::ZonePath() {
  return Concat("/zones/", Ask("GET", "/zones?name=example.com")[0]["id"].get<std::string>());
}

std::string EdgeFixture::Send(uint16_t port, const std::string& method, const std::string& target,
                              const std::string& body, const std::string& type) {
  http::Client client;
  http::Request request{.url = Concat("http://127.0.0.1:", port, target), .method = method};
  request.headers = {{"Authorization", Concat("Bearer ", kToken)},
                     {"X-Localcloud-Control", "1"},
                     {"Content-Type", type}};
  request.body = body;
  request.body_limit = 16 << 20;
  const http::Response response = client.Send(request, {});
  EXPECT_FALSE(response.failure) << response.words;
  EXPECT_LT(response.status, 300) << target << ": " << response.body;
  return response.body;
}

}  // namespace release::reconcile_edge
