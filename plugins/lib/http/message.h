// A request and its answer.
#ifndef RELEASE_PLUGINS_LIB_HTTP_MESSAGE_H_
#define RELEASE_PLUGINS_LIB_HTTP_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace release::http {

// A part of a file as the body of a request.
struct BodyFile {
  std::string path = {};  // empty: there is none
  uint64_t offset = 0;
  uint64_t size = 0;
};

struct Request {
  std::string url = {};  // http:// or https://
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {};

  // What is sent: `body`, or the part of a file, which is read while it is sent.
  std::string body = {};
  BodyFile body_file = {};

  absl::Duration timeout = absl::Seconds(10);  // of the whole request; infinite: none

  // Without a byte in either direction for this long the connection counts as lost; zero: never.
  // Whole seconds.
  absl::Duration stall_timeout = absl::ZeroDuration();

  std::string ca_bundle = {};  // a PEM file; empty: the system's authorities
  std::string resolve = {};    // `HOST:PORT:ADDRESS`: connect there instead of asking DNS; or empty

  // `HOST:PORT:ADDRESS:PORT` each: connect there instead. The name stays in TLS and in the Host
  // header. Empty HOST and PORT fit all; the first line that fits decides.
  std::vector<std::string> connect_to = {};

  // On a connection of its own. A request that got no answer on a kept connection, as that ended,
  // is sent again by itself; this one never is: for what must not be carried out twice.
  bool once = false;

  size_t body_limit = 1 << 20;  // of the answer

  // Given a successful (2xx) answer's body piece by piece, which then has no limit and is not in the
  // response. False ends the request with Failure::kOther. Optional.
  std::function<bool(std::string_view piece)> on_body = {};

  // Makes the TCP socket (IPv4) that is then connected: one of another network namespace. The
  // descriptor becomes the request's. -1: none. Optional.
  std::function<int()> open_socket = {};

  // Told how many bytes of the body are sent, as they go.
  std::function<void(uint64_t sent)> on_sent = {};
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

// For messages: `refused`, `tls`, ...
std::string_view FailureName(Failure failure);

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_MESSAGE_H_
