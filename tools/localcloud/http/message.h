// An HTTP request and its answer, as plain data.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_MESSAGE_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace release::cloud {

// Header fields in their order. Names are compared without regard to case.
class Headers {
 public:
  void Add(std::string name, std::string value);

  // Replaces every field of that name.
  void Set(std::string_view name, std::string value);

  // The first value, or nothing.
  std::optional<std::string_view> Find(std::string_view name) const;

  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
  std::string method;  // as sent: "GET"
  std::string target;  // as sent: path and query
  Headers headers;
  std::string body;

  // The part of `target` before '?', still percent-encoded.
  std::string_view path() const;

  // The decoded value of the first query parameter `name`; nothing when absent or not decodable.
  std::optional<std::string> Query(std::string_view name) const;
};

// What becomes of an answer on its way. Faults are made of this.
struct Delivery {
  enum class Ending {
    kWhole,
    kCut,    // half of the body, then a reset
    kReset,  // not a byte of it: the connection is reset
  };
  Ending ending = Ending::kWhole;
  absl::Duration delay = absl::ZeroDuration();  // before the first byte
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
  Delivery delivery = {};
};

// %XX and nothing else ('+' stays). Nothing for a broken escape or a NUL byte.
std::optional<std::string> PercentDecoded(std::string_view text);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_MESSAGE_H_
