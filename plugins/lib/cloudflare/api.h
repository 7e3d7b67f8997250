// Cloudflare's v4 API for steps: one answer or one diagnosis.
#ifndef RELEASE_PLUGINS_LIB_CLOUDFLARE_API_H_
#define RELEASE_PLUGINS_LIB_CLOUDFLARE_API_H_

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/http/client.h"

namespace release::cloudflare {

inline constexpr char kProductionBase[] = "https://api.cloudflare.com/client/v4";

struct ApiSettings {
  std::string base = kProductionBase;        // without a slash at the end
  std::string token = {};                    // stands in no message; empty: none is sent
  std::vector<std::string> connect_to = {};  // as http::Request has them
  std::string ca_bundle = {};
  int attempts = 6;                                      // of a request that may be repeated
  absl::Duration first_pause = absl::Milliseconds(500);  // doubles, with jitter, up to 15 s
  absl::Duration timeout = absl::Seconds(30);            // of one answer
};

// Whether a request may be sent again when nobody knows if it was carried out.
enum class Repeat { kSafe, kUnsafe };

// Waits as long as the API asks for (Retry-After up to a minute), and repeats what may be repeated:
// everything after 429, GET and Repeat::kSafe also after 5xx, a page that is no JSON, or no answer.
//
// Threads: several may call at once; requests go out one after the other.
class Api {
 public:
  // `tick` is called while waiting, a few times a second, on the calling thread; optional.
  Api(ApiSettings settings, std::stop_token stop, std::function<void()> tick = {});
  Api(Api&&) noexcept;
  ~Api();

  // The `result` of the answer; `path` begins behind the base. Errors are those of problem.h, each
  // with the API's own words (NOT_FOUND for what is not there), and CANCELLED.
  absl::StatusOr<nlohmann::json> Get(const std::string& path);

  // GET of a list, all its pages one behind the other.
  absl::StatusOr<nlohmann::json> List(const std::string& path);

  absl::StatusOr<nlohmann::json> Send(const std::string& method, const std::string& path,
                                      const nlohmann::json& body, Repeat repeat);
  absl::StatusOr<nlohmann::json> Post(const std::string& path, const nlohmann::json& body,
                                      Repeat repeat = Repeat::kUnsafe) {
    return Send("POST", path, body, repeat);
  }

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace release::cloudflare

#endif  // RELEASE_PLUGINS_LIB_CLOUDFLARE_API_H_
