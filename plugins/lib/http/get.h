// One HTTP GET, without redirects, whose failure says where it happened.
#ifndef RELEASE_PLUGINS_LIB_HTTP_GET_H_
#define RELEASE_PLUGINS_LIB_HTTP_GET_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace release::http {

struct Request {
  std::string url;  // http:// or https://
  absl::Duration timeout = absl::Seconds(10);
  std::string ca_bundle;  // a PEM file; empty: the system's authorities
  std::string resolve;    // `HOST:PORT:ADDRESS`: connect there instead of asking DNS; or empty
  size_t body_limit = 1 << 20;
};

// Where a request failed, in the order in which it goes on.
enum class Failure {
  kUrl,          // not a URL that can be asked
  kStopped,      // by its stop token
  kDns,          // no address
  kRefused,      // nobody listens
  kUnreachable,  // no way there
  kTls,          // no trusted TLS: handshake, certificate, name
  kTimeout,      // no complete answer in time
  kReset,        // the connection ended in the middle
  kTooLarge,     // more than body_limit
  kOther,
};

struct Response {
  // Absent when the server answered; its `status` may still be anything.
  std::optional<Failure> failure;
  std::string words;  // of a failure: libcurl's, one line

  int status = 0;  // 200, 503, ...
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case
  absl::Duration took;

  // The media type without parameters, in lower case: `application/json`.
  std::string MediaType() const;
  std::string Header(const std::string& lower_case_name) const;
};

// Asks once. Ends within about 50 ms after `stop`. `tick` is called about every 100 ms meanwhile,
// on the calling thread; optional. Proxies, cookies, netrc and redirects are not used.
Response Get(const Request& request, std::stop_token stop, const std::function<void()>& tick = {});

// For messages: `refused`, `tls`, ...
std::string_view FailureName(Failure failure);

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_GET_H_
