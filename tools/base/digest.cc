// OpenSSL's low-level SHA-256 on purpose: the EVP interface loads providers and a configuration
// file, milliseconds that every start of a step host would pay.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "tools/base/digest.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr size_t kReadSize = 256 * 1024;
constexpr size_t kBlockSize = 64;  // of SHA-256, for HMAC

bool IsLowerHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

absl::StatusOr<Digest> Digest::FromHex(std::string_view hex) {
  if (hex.size() != 2 * kSize || !std::all_of(hex.begin(), hex.end(), IsLowerHex)) {
    return Diagnose(
        absl::StatusCode::kInvalidArgument,
        {.code = "DIGEST-NOT-HEX",
         .what = Concat("`", absl::CHexEscape(AbslView(hex.substr(0, 80))),
                        "` is not a SHA-256 digest"),
         .why = Concat("it must be 64 lower-case hex digits; it has ", hex.size(), " characters"),
         .fix = "give the digest as `sha256sum` prints it"});
  }
  return FromBytes(absl::HexStringToBytes(AbslView(hex)));
}

absl::StatusOr<Digest> Digest::FromBytes(std::string_view bytes) {
  if (bytes.size() != kSize) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "DIGEST-WRONG-SIZE",
                     .what = Concat("a SHA-256 digest of ", bytes.size(), " bytes"),
                     .why = "it must be 32 bytes",
                     .fix = "give all 32 bytes"});
  }
  std::array<uint8_t, kSize> copy;
  std::memcpy(copy.data(), bytes.data(), kSize);
  return Digest(copy);
}

std::string Digest::hex() const { return absl::BytesToHexString(AbslView(bytes())); }

namespace {

SHA256_CTX* Context(unsigned char* state) {
  return std::launder(reinterpret_cast<SHA256_CTX*>(state));
}

}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) <= sizeof(state_) && alignof(SHA256_CTX) <= 8);
  SHA256_Init(new (state_.data()) SHA256_CTX);
}

Sha256& Sha256::Update(std::string_view bytes) {
  SHA256_Update(Context(state_.data()), bytes.data(), bytes.size());
  return *this;
}

Digest Sha256::Finish() {
  std::array<uint8_t, Digest::kSize> bytes;
  SHA256_Final(bytes.data(), Context(state_.data()));
  SHA256_Init(Context(state_.data()));
  return Digest(bytes);
}

Digest DigestOf(std::string_view bytes) { return Sha256().Update(bytes).Finish(); }

Digest HmacSha256(std::string_view key, std::string_view data) {
  std::array<char, kBlockSize> block{};
  if (key.size() > kBlockSize) {
    const Digest short_key = DigestOf(key);
    std::copy_n(short_key.bytes().begin(), Digest::kSize, block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  std::array<char, kBlockSize> inner, outer;
  for (size_t i = 0; i < kBlockSize; ++i) {
    inner[i] = static_cast<char>(block[i] ^ 0x36);
    outer[i] = static_cast<char>(block[i] ^ 0x5c);
  }
  const Digest inside = Sha256().Update({inner.data(), kBlockSize}).Update(data).Finish();
  const Digest result = Sha256().Update({outer.data(), kBlockSize}).Update(inside.bytes()).Finish();
  explicit_bzero(block.data(), block.size());
  explicit_bzero(inner.data(), inner.size());
  explicit_bzero(outer.data(), outer.size());
  return result;
}

absl::StatusOr<FileDigest> DigestOfFile(const std::string& path) {
  absl::StatusOr<FileDescriptor> file = OpenFile(path, O_RDONLY);
  if (!file.ok()) return file.status();
  return DigestOfDescriptor(file->get(), path);
}

absl::StatusOr<FileDigest> DigestOfDescriptor(int fd, std::string_view name) {
  Sha256 hash;
  FileDigest result;
  std::vector<char> buffer(kReadSize);
  while (true) {
    const ssize_t count = read(fd, buffer.data(), buffer.size());
    if (count == 0) break;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return DiagnoseErrno(errno, {.code = "FILE-UNREADABLE",
                                   .what = Concat("cannot read ", name),
                                   .why = "read",
                                   .fix = "make it a readable file"});
    }
    hash.Update({buffer.data(), static_cast<size_t>(count)});
    result.size += static_cast<uint64_t>(count);
  }
  result.digest = hash.Finish();
  return result;
}

}  // namespace release
