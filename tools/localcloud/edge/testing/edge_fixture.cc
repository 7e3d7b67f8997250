#include "tools/localcloud/edge/testing/edge_fixture.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

std::string Runfile(const char* variable) {
  return Concat(std::getenv("TEST_SRCDIR"), "/", std::getenv(variable));
}

}  // namespace

EdgeUnderTest::EdgeUnderTest() : own_directory_(*TempDirectory::Create()) {
  directory_ = own_directory_->path();
  links_ = *HostLinks::Open(directory_ + "/run");
  Open(*links_, {});
}

EdgeUnderTest::EdgeUnderTest(std::string directory, HostTable& table, OutboundSettings outbound)
    : directory_(std::move(directory)) {
  Open(table, std::move(outbound));
}

void EdgeUnderTest::Open(HostTable& table, OutboundSettings outbound) {
  EdgeSettings settings;
  settings.directory = directory_;
  settings.workerd = Runfile("WORKERD");
  settings.site_server = Runfile("SITE_SERVER");
  settings.engine_socket = "engine.sock";
  settings.outbound = std::move(outbound);
  settings.times.shortest_pause = absl::Milliseconds(20);
  edge_ = *Edge::Make(settings, table, SystemClock());
  const absl::Status started = edge_->Start();
  if (!started.ok()) ADD_FAILURE() << started;
}

EdgeUnderTest::~EdgeUnderTest() { edge_->Stop(absl::Seconds(5)); }

bool EdgeUnderTest::Until(const std::function<bool()>& done) {
  const absl::Duration end = SystemClock().Monotonic() + absl::Seconds(30);
  for (edge_->Tick(); !done(); edge_->Tick()) {
    if (SystemClock().Monotonic() > end) return false;
    pollfd wake = {edge_->fd(), POLLIN, 0};
    poll(&wake, 1, 5);
  }
  return true;
}

bool EdgeUnderTest::Serves(const std::string& name, const std::string& version) {
  return Until([&] { return StatusOf(name).version == version; });
}

ServedStatus EdgeUnderTest::StatusOf(const std::string& name) const {
  for (ServedStatus& status : edge_->Status()) {
    if (status.name == name) return std::move(status);
  }
  return {};
}

Reply EdgeUnderTest::Get(const std::string& host, const std::string& path,
                         std::vector<std::string> more) {
  Command curl;
  curl.argv = {"/usr/bin/curl", "--silent",
               "--include",     "--path-as-is",
               "--max-time",    "20",
               "--header",      "X-Forwarded-Proto: https",
               "--unix-socket", Concat(directory_, "/run/hosts/", host)};
  curl.argv.insert(curl.argv.end(), more.begin(), more.end());
  curl.argv.push_back(Concat("http://", host, path));
  auto result = Run(curl, absl::Seconds(30), 8 << 20);
  Reply reply;
  if (!result.ok()) return reply;
  const size_t end = result->out.find("\r\n\r\n");
  if (end == std::string::npos || result->out.size() < 12) return reply;
  reply.status = std::atoi(result->out.substr(9, 3).c_str());
  reply.headers = absl::AsciiStrToLower(result->out.substr(0, end + 2));
  reply.body = result->out.substr(end + 4);
  return reply;
}

std::string EdgeUnderTest::Log(const std::string& label) const {
  return ReadFile(Concat(directory_, "/logs/workerd-", label, ".log"), 1 << 20).value_or("");
}

std::string EdgeUnderTest::File(const std::string& name, const std::string& content) {
  const std::string path = Concat(files_.path(), "/", name);
  const absl::Status written = WriteFileAtomically(path, content);
  if (!written.ok()) ADD_FAILURE() << written;
  return path;
}

DeployedWorker WorkerOf(EdgeUnderTest& cloud, const std::string& name, const std::string& version,
                        const std::string& code) {
  DeployedWorker worker;
  worker.account = "0123456789abcdef0123456789abcdef";
  worker.name = name;
  worker.version_id = version;
  worker.main_module = "index.js";
  worker.compatibility_date = "2026-11-01";
  worker.modules = {{"index.js", "application/javascript+module",
                     cloud.File(Concat(name, "-", version, ".js"), code)}};
  worker.bindings = nlohmann::json::array();
  worker.containers = nlohmann::json::array();
  worker.hostnames = {Concat(name, ".example.com")};
  return worker;
}

}  // namespace release::cloud
