// The Spectral API server: see README.md, or --help.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/api/chat.h"
#include "apps/api/config.h"
#include "apps/api/credentials.h"
#include "apps/api/db_loop.h"
#include "apps/api/db_pool.h"
#include "apps/api/flags.h"
#include "apps/api/health.h"
#include "apps/api/healthcheck.h"
#include "apps/api/http_server.h"
#include "apps/api/log.h"
#include "apps/api/outbox_worker.h"
#include "apps/api/part_status.h"
#include "apps/api/port_file.h"
#include "apps/api/routes.h"

namespace spectral {
namespace {

constexpr char kVersion[] = "0.1.0";
constexpr unsigned kShutdownSeconds = 10;

enum ExitCode { kOk = 0, kFailed = 1, kBadUsage = 2, kShutdownTooSlow = 3 };

int Healthcheck(const Flags& flags) {
  std::vector<std::string> problems;
  ListenAddress address = ReadListenAddress(ProcessEnvironment(), &problems);
  if (!flags.port_file.empty()) {
    std::string line;
    std::getline(std::ifstream(flags.port_file) >> std::ws, line);
    if (!ParseListenAddress(line, &address)) {
      problems.push_back(flags.port_file + " does not hold an address: is the server running?");
    }
  }
  if (problems.empty()) {
    const std::string problem = CheckHealth(address);
    if (problem.empty()) return kOk;
    problems.push_back(problem);
  }
  for (const std::string& problem : problems)
    std::fprintf(stderr, "unhealthy: %s\n", problem.c_str());
  return kFailed;
}

// The last resort, should a thread hang in something that has no deadline, such as a name lookup.
void GiveUp(int) {
  constexpr std::string_view kLine =
      "{\"level\":\"error\",\"message\":\"shutdown took too long; ended without it\"}\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kLine.data(), kLine.size());
  _exit(kShutdownTooSlow);
}

DbLoop::PassResult ProbeChatOnce(DbSession& session, std::stop_token) {
  if (auto error = ProbeChat(session)) return *std::move(error);
  return std::chrono::milliseconds(1000);
}

std::optional<std::string> NoneIfEmpty(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

int Serve(const Config& config, const Flags& flags) {
  PartStatus outbox_status("outbox"), chat_status("world_agent_chat");
  const HealthFacts fixed{.generation = config.generation,
                          .revision = config.revision,
                          .image_digest = config.image_digest,
                          .outbox = {},
                          .world_agent_chat = {},
                          .llm = NoneIfEmpty(LlmKeyProblem(config.llm_api_key)),
                          .delegation = NoneIfEmpty(SigningKeyProblem(config.act_as_signing_key))};
  const auto health = [&] {
    HealthFacts facts = fixed;
    facts.outbox = outbox_status.Problem();
    facts.world_agent_chat = chat_status.Problem();
    return ReportHealth(facts);
  };

  // Listens before anything else starts: a taken port is the most likely reason to end at once.
  std::optional<Routes> routes;
  HttpServer server(
      [&](Request request, Respond respond) {
        routes->Handle(std::move(request), std::move(respond));
      },
      HttpLimits());
  if (const std::string problem = server.Listen(config.listen.host, config.listen.port);
      !problem.empty()) {
    LogError(problem);
    return kFailed;
  }

  const DbTarget target{.url = config.database_url};
  OutboxSettings outbox;
  outbox.generation = config.generation;
  outbox.worker = NewWorkerName(config.generation);
  outbox.claim = config.outbox_claim;
  std::optional<DbLoop> claims(std::in_place, target, outbox_status,
                               OutboxPass(outbox, &DeliverMessage));
  std::optional<DbLoop> probe(std::in_place, target, chat_status, &ProbeChatOnce);
  std::optional<DbPool> pool(std::in_place, target);
  routes.emplace(RouteEnvironment{.generation = config.generation,
                                  .service_key = config.service_key,
                                  .health = health,
                                  .database_problem = [&] { return chat_status.Problem(); },
                                  .message_posted = [&] { claims->Wake(); }},
                 *pool);

  const std::string address = server.address();
  if (!flags.port_file.empty()) {
    if (const std::string problem = WritePortFile(flags.port_file, address); !problem.empty()) {
      LogError(problem);
      return kFailed;
    }
  }
  std::printf("listening on %s\n", address.c_str());
  std::fflush(stdout);
  LogInfo("listening", {{"address", address},
                        {"generation", std::to_string(config.generation)},
                        {"revision", config.revision}});

  const bool drained = server.Run([&](int signal) {
    LogInfo("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
    alarm(kShutdownSeconds);
    claims->RequestStop();
    probe->RequestStop();
  });
  // The pool's jobs answer through the server and wake the claim loop: it goes first.
  pool.reset();
  claims.reset();
  probe.reset();
  LogInfo("stopped", {{"requests_finished", drained ? "all" : "not all"}});
  return drained ? kOk : kShutdownTooSlow;
}

int Main(int argc, char** argv) {
  Flags flags;
  if (const std::string problem = ParseFlags(argc, argv, &flags); !problem.empty()) {
    std::fprintf(stderr, "%s\ntry --help\n", problem.c_str());
    return kBadUsage;
  }
  switch (flags.mode) {
    case Flags::Mode::kHelp:
      std::fputs(kHelp, stdout);
      return kOk;
    case Flags::Mode::kVersion:
      std::printf("spectral-api %s\n", kVersion);
      return kOk;
    case Flags::Mode::kHealthcheck:
      return Healthcheck(flags);
    case Flags::Mode::kServe:
      break;
  }
  std::vector<std::string> problems;
  const Config config = ReadConfig(ProcessEnvironment(), &problems);
  for (const std::string& problem : problems) LogError("bad configuration", {{"problem", problem}});
  if (!problems.empty()) return kBadUsage;
  signal(SIGPIPE, SIG_IGN);
  signal(SIGALRM, &GiveUp);
  return Serve(config, flags);
}

}  // namespace
}  // namespace spectral

int main(int argc, char** argv) { return spectral::Main(argc, argv); }
