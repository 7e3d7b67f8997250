#include "tools/image/dockerfile/ports.h"

#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

// 0 when it is none.
int PortNumber(std::string_view text) {
  int port = 0;
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  return digits && absl::SimpleAtoi(AbslView(text), &port) && port <= 65535 ? port : 0;
}

}  // namespace

bool MayBePort(std::string_view word) {
  if (word.find_first_of("$\"'\\`") != std::string_view::npos) return true;
  if (const std::size_t slash = word.find('/'); slash != std::string_view::npos) {
    const std::string protocol = absl::AsciiStrToLower(AbslView(word.substr(slash + 1)));
    if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") return false;
    word = word.substr(0, slash);
  }
  if (const std::size_t colon = word.rfind(':'); colon != std::string_view::npos) {
    word = word.substr(colon + 1);
  }
  const std::size_t dash = word.find('-');
  if (dash == std::string_view::npos) return PortNumber(word) != 0;
  const int first = PortNumber(word.substr(0, dash));
  return first != 0 && first <= PortNumber(word.substr(dash + 1));
}

}  // namespace release::image
