#include "tools/localcloud/supabase/random_text.h"

#include <sys/random.h>

#include <cstdlib>

#include "absl/strings/escaping.h"

namespace release::cloud {
namespace {

std::string SystemBytes(size_t count) {
  std::string bytes(count, '\0');
  // At most 256 bytes come whole, once the system has started.
  if (getrandom(bytes.data(), count, 0) != static_cast<ssize_t>(count)) std::abort();
  return bytes;
}

}  // namespace

std::string RandomLetters(size_t count) {
  // 32 of them, so that each is as likely as the others.
  constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz012345";
  std::string text = SystemBytes(count);
  for (char& c : text) c = kAlphabet[static_cast<unsigned char>(c) % 32];
  return text;
}

std::string RandomVersion4Uuid() {
  std::string bytes = SystemBytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string text = absl::BytesToHexString(bytes);
  for (const size_t at : {8u, 13u, 18u, 23u}) text.insert(at, "-");
  return text;
}

}  // namespace release::cloud
