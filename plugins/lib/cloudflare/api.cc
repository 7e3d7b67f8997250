#include "plugins/lib/cloudflare/api.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

#include "plugins/lib/cloudflare/problem.h"
#include "plugins/lib/http/pacing.h"
#include "tools/base/clock.h"
#include "tools/base/text.h"

namespace release::cloudflare {
namespace {

using nlohmann::json;

constexpr absl::Duration kLongestPause = absl::Seconds(15);
constexpr absl::Duration kLongestRetryAfter = absl::Seconds(60);
constexpr absl::Duration kTickEvery = absl::Milliseconds(200);
constexpr int kMostPages = 200;

}  // namespace

struct Api::State {
  ApiSettings settings;
  std::stop_token stop;
  std::function<void()> tick;
  std::mutex mutex;
  http::Client client;
  std::mt19937_64 random{std::random_device{}()};

  http::Response Ask(const std::string& method, const std::string& path, const json& body,
                     Repeat repeat) {
    http::Request request{.url = settings.base + path, .method = method};
    request.timeout = settings.timeout;
    request.ca_bundle = settings.ca_bundle;
    request.connect_to = settings.connect_to;
    request.body_limit = 16 << 20;
    request.once = repeat == Repeat::kUnsafe;
    if (!settings.token.empty()) {
      request.headers = {{"Authorization", Concat("Bearer ", settings.token)}};
    }
    if (!body.is_null()) {
      request.headers.emplace_back("Content-Type", "application/json");
      request.body = body.dump();
    }
    return client.Send(request, stop, tick);
  }

  // False once stopped.
  bool Wait(absl::Duration pause) {
    const absl::Duration end = SystemClock().Monotonic() + pause;
    while (true) {
      const absl::Duration left = end - SystemClock().Monotonic();
      if (left <= absl::ZeroDuration()) return !stop.stop_requested();
      if (tick) tick();
      if (!SystemClock().SleepFor(std::min(left, kTickEvery), stop)) return false;
    }
  }

  // Waits for our turn at this host. False once stopped.
  bool WaitForTurn(http::Pacer& pacer) {
    if (!Wait(pacer.Claim())) return false;
    while (pacer.Held() > absl::ZeroDuration()) {
      if (!Wait(pacer.Held())) return false;
    }
    return true;
  }

  // What the API asks for, else a pause that doubles, with full jitter.
  absl::Duration PauseFor(const http::Response& response, int attempt) {
    if (const auto asked = http::RetryAfter(response.Header("retry-after"), SystemClock().Now())) {
      return std::min(*asked, kLongestRetryAfter);
    }
    const absl::Duration longest = settings.first_pause * (1 << std::min(attempt - 1, 10));
    return std::min(longest, kLongestPause) *
           std::uniform_real_distribution<double>(0.0, 1.0)(random);
  }

  // The whole body of a good answer.
  absl::StatusOr<json> Send(const std::string& method, const std::string& path, const json& body,
                            Repeat repeat) {
    const std::lock_guard<std::mutex> lock(mutex);
    http::Pacer& pacer = http::PacerFor(settings.base);
    for (int attempt = 1;; ++attempt) {
      if (!WaitForTurn(pacer)) return absl::CancelledError("stopped while waiting for the API");
      const http::Response response = Ask(method, path, body, repeat);
      if (stop.stop_requested()) return absl::CancelledError("stopped while asking the API");
      json answer = json::parse(response.body, nullptr, false);
      const Kind kind = KindOf(response, answer);
      if (kind == Kind::kGood) return answer;
      const bool passing =
          kind == Kind::kRateLimit ||
          (repeat == Repeat::kSafe &&
           (kind == Kind::kServer || kind == Kind::kNotJson || kind == Kind::kUnreachable));
      const absl::Duration pause = PauseFor(response, attempt);
      // All callers of the host keep the pause that it asks for.
      if (kind == Kind::kRateLimit) pacer.Hold(pause);
      if (!passing || attempt >= settings.attempts) {
        const bool unknown = repeat == Repeat::kUnsafe && kind != Kind::kRateLimit;
        return ProblemOf(kind, {settings.base, method, path}, response, answer,
                         unknown ? v1::RETRY_AFTER_OBSERVE : v1::RETRY_BACKOFF);
      }
      if (!Wait(pause)) {
        return absl::CancelledError("stopped while waiting for the API");
      }
    }
  }
};

Api::Api(ApiSettings settings, std::stop_token stop, std::function<void()> tick)
    : state_(std::make_unique<State>()) {
  state_->settings = std::move(settings);
  state_->stop = std::move(stop);
  state_->tick = std::move(tick);
}
Api::Api(Api&&) noexcept = default;
Api::~Api() = default;

absl::StatusOr<json> Api::Send(const std::string& method, const std::string& path, const json& body,
                               Repeat repeat) {
  absl::StatusOr<json> answer = state_->Send(method, path, body, repeat);
  if (!answer.ok()) return answer;
  return answer->value("result", json());
}

absl::StatusOr<json> Api::Get(const std::string& path) {
  return Send("GET", path, json(), Repeat::kSafe);
}

absl::StatusOr<json> Api::List(const std::string& path) {
  json all = json::array();
  const char* sign = path.find('?') == std::string::npos ? "?" : "&";
  for (int page = 1; page <= kMostPages; ++page) {
    absl::StatusOr<json> answer =
        state_->Send("GET", Concat(path, sign, "page=", page), json(), Repeat::kSafe);
    if (!answer.ok()) return answer;
    const json result = answer->value("result", json());
    if (!result.is_array() || result.empty()) return all;
    all.insert(all.end(), result.begin(), result.end());
    const json info = answer->value("result_info", json());
    const json pages = info.is_object() ? info.value("total_pages", json()) : json();
    if (!pages.is_number_integer() || page >= pages.get<int>()) return all;
  }
  return all;
}

}  // namespace release::cloudflare
