#include "tools/localcloud/cloudflare/ids.h"

#include <sys/random.h>

#include <cstdlib>

#include "absl/strings/escaping.h"

namespace release::cloud {

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  // At most 256 bytes come whole, once the system has started.
  if (getrandom(bytes.data(), count, 0) != static_cast<ssize_t>(count)) std::abort();
  return bytes;
}

std::string RandomHex(size_t digits) { return absl::BytesToHexString(RandomBytes(digits / 2)); }

std::string RandomUuid() {
  std::string bytes = RandomBytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string text = absl::BytesToHexString(bytes);
  for (const size_t at : {8u, 13u, 18u, 23u}) text.insert(at, "-");
  return text;
}

}  // namespace release::cloud
