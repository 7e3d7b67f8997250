#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>
#include <utility>

#include "absl/time/clock.h"
#include "tests/contracts/contract.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// Where the contract, which is of 2024, and today's wrangler differ. Each is a line's beginning.
const std::set<std::string>& KnownDifferences() {
  static const auto& known = *new std::set<std::string>{
      // Lists of buckets: the document says a list, wrangler reads {"buckets": [...]}.
      "GET /accounts/{account_id}/r2/buckets response: result: is no array",
      // Its own parts contradict each other: r2_v4_response says an object.
      "GET /accounts/{account_id}/r2/buckets response: result: is no object",
      // Kinds of binding that are younger than the document, or not in its list.
      "GET /accounts/{account_id}/workers/scripts/{script_name}/settings response: result.bindings",
      "PATCH /accounts/{account_id}/workers/scripts/{script_name}/settings response: "
      "result.bindings",
      // A project without a deployment has a null there.
      "GET /accounts/{account_id}/pages/projects/{project_name} response: "
      "result.canonical_deployment: is no object: null",
      "GET /accounts/{account_id}/pages/projects/{project_name} response: "
      "result.latest_deployment: is no object: null",
  };
  return known;
}

}  // namespace

CloudFixture::CloudFixture() {
  // wrangler compares times of ours with its own.
  clock_.JumpWallClock(absl::Now() - clock_.Now());
  options_.accounts = {{kTestAccount, "Test", "test-subdomain"}};
  options_.zones = {{kTestZone, "example.com", kTestAccount}};
  options_.tokens = {{"00000000000000000000000000000001", DigestOf(kTestToken), kTestAccount}};
  Restart();
}

CloudFixture::~CloudFixture() { server_.reset(); }

void CloudFixture::Restart() {
  server_.reset();
  api_.reset();
  auto api = CloudflareApi::Open(state_.path(), options_, clock_, faults_, *log_);
  if (!api.ok()) FAIL() << api.status();
  api_ = *std::move(api);
  auto server =
      HttpServer::Start({}, [this](const HttpRequest& request) { return api_->Handle(request); });
  if (!server.ok()) FAIL() << server.status();
  server_ = *std::move(server);
}

void CloudFixture::TearDown() {
  const auto contract = contracts::Contract::Find("cf-openapi-subset.json");
  if (!contract) {
    std::cout << "the vendor's contract is not here: the traffic is not judged\n";
    return;
  }
  int covered = 0;
  std::set<std::string> complaints;
  for (const json& line : log_->Recent()) {
    const auto judgement = contract->Judge(line, KnownDifferences());
    covered += judgement.covered;
    complaints.insert(judgement.complaints.begin(), judgement.complaints.end());
  }
  for (const std::string& complaint : complaints) ADD_FAILURE() << complaint;
  std::cout << covered << " of " << log_->Recent().size() << " calls are in the contract\n";
}

HttpResponse CloudFixture::Send(const std::string& method, const std::string& path,
                                const json& body) {
  HttpRequest request;
  request.method = method;
  request.target = Concat(kApiPrefix, path);
  request.headers.Set("Authorization", Concat("Bearer ", kTestToken));
  request.headers.Set("Content-Type", "application/json");
  if (!body.is_null()) request.body = body.dump();
  return api_->Handle(request);
}

json CloudFixture::Expect(int status, const std::string& method, const std::string& path,
                          const json& body) {
  const HttpResponse response = Send(method, path, body);
  EXPECT_EQ(response.status, status) << method << " " << path << ": " << response.body;
  const json parsed = json::parse(response.body, nullptr, false);
  return status < 300 && parsed.contains("result") ? parsed["result"] : parsed;
}

void CloudFixture::Order(const std::string& faults) {
  auto orders = ParseFaults(faults);
  ASSERT_TRUE(orders.ok()) << orders.status();
  faults_.Order(*std::move(orders));
}

RunResult CloudFixture::Wrangler(std::vector<std::string> arguments,
                                 const std::map<std::string, std::string>& more_env) {
  const std::string runfiles = std::getenv("TEST_SRCDIR");
  Command command;
  command.argv = {runfiles + "/npm_wrangler/wrangler"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.cwd = work_.path();
  command.env = {
      {"CI", "1"},
      {"PATH", "/usr/bin:/bin"},
      {"RUNFILES_DIR", runfiles},
      {"CLOUDFLARE_API_BASE_URL", Concat("http://127.0.0.1:", server_->port(), kApiPrefix)},
      {"CLOUDFLARE_API_TOKEN", kTestToken},
      {"CLOUDFLARE_ACCOUNT_ID", kTestAccount},
      {"WRANGLER_SEND_METRICS", "false"},
      {"WRANGLER_HIDE_BANNER", "true"},
      {"DO_NOT_TRACK", "1"},
      {"NO_COLOR", "1"},
      {"HOME", home_.path()},
      {"TMPDIR", home_.path()},
      {"WRANGLER_LOG_PATH", home_.path() + "/logs"}};
  for (const auto& [name, value] : more_env) command.env[name] = value;
  auto result = release::Run(command, absl::Seconds(120), 1 << 20);
  EXPECT_TRUE(result.ok()) << result.status();
  if (!result.ok()) return {};
  if (!result->exit.Success()) {
    std::cout << "wrangler " << arguments[0] << ": " << result->exit.ToString() << "\n"
              << result->out << result->err << "\n";
  }
  return *std::move(result);
}

void CloudFixture::Write(const std::string& path, const std::string& text) {
  const std::filesystem::path file = std::filesystem::path(work_.path()) / path;
  std::filesystem::create_directories(file.parent_path());
  ASSERT_TRUE(WriteFileAtomically(file, text).ok());
}

std::vector<std::string> CloudFixture::Recorded() {
  std::vector<std::string> lines;
  const auto all = log_->Recent();
  for (; recorded_ < all.size(); ++recorded_) {
    const json& line = all[recorded_];
    lines.push_back(Concat(line["method"].get<std::string>(), " ", line["route"].get<std::string>(),
                           " ", line["status"].get<int>()));
  }
  return lines;
}

}  // namespace release::cloud
