// SHA-256 of bytes and files.
#ifndef RELEASE_TOOLS_BASE_DIGEST_H_
#define RELEASE_TOOLS_BASE_DIGEST_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace release {

// 32 bytes. A default Digest is all zeros, which is the digest of nothing known.
class Digest {
 public:
  static constexpr size_t kSize = 32;

  Digest() = default;
  explicit Digest(const std::array<uint8_t, kSize>& bytes) : bytes_(bytes) {}

  // Exactly 64 hex digits, lower case. Anything else: INVALID_ARGUMENT, DIGEST-NOT-HEX.
  static absl::StatusOr<Digest> FromHex(std::string_view hex);

  // Exactly 32 bytes. Anything else: INVALID_ARGUMENT, DIGEST-WRONG-SIZE.
  static absl::StatusOr<Digest> FromBytes(std::string_view bytes);

  std::string hex() const;

  // The 32 bytes; valid as long as this object.
  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

  friend bool operator==(const Digest&, const Digest&) = default;
  friend auto operator<=>(const Digest&, const Digest&) = default;

 private:
  std::array<uint8_t, kSize> bytes_{};
};

// SHA-256 of bytes that come in pieces. Not for use from two threads at once.
class Sha256 {
 public:
  Sha256();
  Sha256& Update(std::string_view bytes);

  // The digest of everything given so far; afterwards the object is as new.
  Digest Finish();

 private:
  // Room for OpenSSL's SHA256_CTX, whose header stays out of ours.
  alignas(8) std::array<unsigned char, 112> state_;
};

Digest DigestOf(std::string_view bytes);

// HMAC-SHA-256 (RFC 2104): a fingerprint that tells nothing to who lacks the key.
Digest HmacSha256(std::string_view key, std::string_view data);

struct FileDigest {
  Digest digest;
  uint64_t size = 0;  // bytes
};

// Digest of a file's bytes. Errors: FILE-NOT-FOUND, FILE-UNREADABLE.
absl::StatusOr<FileDigest> DigestOfFile(const std::string& path);

// Digest of what the descriptor gives from its position on; `name` is for messages.
absl::StatusOr<FileDigest> DigestOfDescriptor(int fd, std::string_view name);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_DIGEST_H_
