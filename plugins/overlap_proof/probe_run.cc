#include "plugins/overlap_proof/probe_run.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <random>
#include <utility>

#include "plugins/lib/http/client.h"
#include "plugins/overlap_proof/json_match.h"
#include "tools/base/clock.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr absl::Duration kAnswer = absl::Seconds(15);
constexpr size_t kShown = 300;  // bytes of a body

std::string RequestLine(const Probe& probe) { return Concat(probe.method, " ", probe.path); }

http::Response Send(Context& context, http::Client& client, const Subject& subject,
                    const Probes& probes, const Probe& probe,
                    const std::map<std::string, std::string>& values) {
  http::Request request{.url = Concat("http://127.0.0.1:", probes.port, Filled(probe.path, values)),
                        .method = probe.method};
  for (const auto& [name, value] : probe.headers) {
    request.headers.emplace_back(name, Filled(value, values));
  }
  if (!probe.body.is_null()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = Filled(probe.body.dump(), values);
  }
  request.timeout = kAnswer;
  request.open_socket = [&subject] {
    absl::StatusOr<FileDescriptor> socket = subject.Socket();
    return socket.ok() ? socket->Release() : -1;
  };
  return client.Send(request, context.stop_token(), [&] { (void)context.cancelled(); });
}

// Empty when the answer is as the probe wants it.
std::string ProblemOf(const Probe& probe, const http::Response& response,
                      const std::map<std::string, std::string>& values) {
  if (response.failure) {
    return Concat("no answer: ", http::FailureName(*response.failure), ", ", response.words);
  }
  const std::string shown = PrintableLine(response.body, kShown);
  if (std::find(probe.status.begin(), probe.status.end(), response.status) == probe.status.end()) {
    return Concat("status ", response.status, " instead of ", probe.status.front(), ": ", shown);
  }
  if (probe.json.is_null()) return "";
  const nlohmann::json body = nlohmann::json::parse(response.body, nullptr, false);
  if (body.is_discarded()) return Concat("the answer is not JSON: ", shown);
  const nlohmann::json expected =
      nlohmann::json::parse(Filled(probe.json.dump(), values), nullptr, false);
  return Mismatch(expected, body);
}

}  // namespace

std::string NewUuid() {
  std::random_device random;
  std::uniform_int_distribution<uint32_t> word;
  const uint32_t a = word(random), b = word(random), c = word(random), d = word(random);
  char text[40];
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-%04x-%04x%08x", a, b >> 16, b & 0xfff,
                ((c >> 16) & 0x3fff) | 0x8000, c & 0xffff, d);
  return text;
}

absl::StatusOr<std::optional<Finding>> AwaitStart(Context& context, Subject& subject,
                                                  const Probes& probes) {
  Probe first;
  first.path = probes.list.front().path;
  const absl::Duration started = SystemClock().Monotonic();
  Finding finding{.probe = "start", .request = Concat("a connection to port ", probes.port)};
  while (true) {
    http::Client client;
    const http::Response response = Send(context, client, subject, probes, first, {});
    if (!response.failure) return std::optional<Finding>();
    if (const auto exit = subject.Ended()) {
      finding.problem = Concat("the program ended: ", exit->ToString());
      return std::optional<Finding>(finding);
    }
    if (SystemClock().Monotonic() - started > probes.start) {
      finding.problem = Concat("none after ", absl::FormatDuration(probes.start), ": ",
                               http::FailureName(*response.failure), ", ", response.words);
      return std::optional<Finding>(finding);
    }
    if (absl::Status waited = context.Wait(kPause); !waited.ok()) return waited;
  }
}

absl::StatusOr<std::optional<Finding>> AskAll(Context& context, Subject& subject,
                                              const Probes& probes,
                                              const std::map<std::string, std::string>& values) {
  http::Client client;
  std::map<std::string, std::string> round = values;
  // One for all probes of a round: what one writes, another can look for.
  round["uuid"] = NewUuid();
  for (const Probe& probe : probes.list) {
    const absl::Duration started = SystemClock().Monotonic();
    while (true) {
      const http::Response response = Send(context, client, subject, probes, probe, round);
      if (context.stop_token().stop_requested()) return absl::CancelledError("stopped");
      std::string problem = ProblemOf(probe, response, round);
      if (problem.empty()) break;
      const auto exit = subject.Ended();
      if (exit) problem = Concat("the program ended: ", exit->ToString());
      if (exit || SystemClock().Monotonic() - started >= probe.within) {
        return std::optional<Finding>(Finding{
            .probe = probe.name, .request = RequestLine(probe), .problem = std::move(problem)});
      }
      if (absl::Status waited = context.Wait(kPause); !waited.ok()) return waited;
    }
  }
  return std::optional<Finding>();
}

}  // namespace release::overlap_proof
