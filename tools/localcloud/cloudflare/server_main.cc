// cloudflare_server: the emulated API as a program, for tests and for trying things out.
//
// Prints one line of JSON when it listens: {"api": "http://127.0.0.1:PORT/client/v4", "control":
// "http://127.0.0.1:PORT"}. Ends on SIGINT and SIGTERM; may be killed at any time.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/api.h"
#include "tools/localcloud/cloudflare/server_flags.h"
#include "tools/localcloud/faults/control_api.h"
#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/faults/fault_file.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/http/server.h"

namespace release::cloud {
namespace {

absl::StatusOr<CloudflareOptions> OptionsOf(const ServerFlags& flags) {
  auto token = ReadFile(flags.token_file, 4096);
  if (!token.ok()) return token.status();
  CloudflareOptions options;
  options.accounts = {{flags.account_id, "Local cloud", "localcloud"}};
  for (const std::string& zone : flags.zones) {
    options.zones.push_back({DigestOf(zone).hex().substr(0, 32), zone, flags.account_id});
  }
  options.tokens = {{std::string(32, '1'),
                     DigestOf(std::string(absl::StripAsciiWhitespace(*token))), flags.account_id}};
  return options;
}

absl::StatusOr<std::unique_ptr<HttpServer>> Listen(const ServerFlags& flags, uint16_t port,
                                                   HttpHandler handler) {
  HttpServerOptions options;
  options.address = flags.address;
  options.port = port;
  return HttpServer::Start(options, std::move(handler));
}

absl::Status Serve(const ServerFlags& flags, const sigset_t& ending) {
  FaultBook faults;
  absl::Status status = OrderFromFile(flags.faults, faults);
  if (status.ok()) status = EnsurePrivateDirectory(flags.directory);
  if (!status.ok()) return status;
  auto options = OptionsOf(flags);
  if (!options.ok()) return options.status();
  auto log = RequestLog::Open(flags.directory + "/requests.jsonl");
  if (!log.ok()) return log.status();
  auto api = CloudflareApi::Open(flags.directory, *options, SystemClock(), faults, **log);
  if (!api.ok()) return api.status();
  auto server = Listen(flags, flags.port,
                       [&](const HttpRequest& request) { return (*api)->Handle(request); });
  if (!server.ok()) return server.status();
  auto control = Listen(flags, flags.control_port, [&](const HttpRequest& request) {
    return HandleControl(faults, **log, request);
  });
  if (!control.ok()) return control.status();
  const std::string host = Concat("http://", flags.address, ":");
  std::cout << nlohmann::json{{"api", Concat(host, (*server)->port(), kApiPrefix)},
                              {"control", Concat(host, (*control)->port())}}
                   .dump()
            << std::endl;
  int signal = 0;
  sigwait(&ending, &signal);
  return absl::OkStatus();
}

}  // namespace
}  // namespace release::cloud

int main(int argc, char** argv) {
  const auto parsed = release::cloud::ParseServerFlags(argc, argv);
  if (parsed.exit_code >= 0) return parsed.exit_code;
  // Before any thread is started, so that all of them leave these signals to sigwait.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  const absl::Status status = release::cloud::Serve(parsed.flags, ending);
  if (status.ok()) return 0;
  std::cerr << status.message() << "\n" << release::DiagnosisOf(status).why() << "\n";
  return 1;
}
