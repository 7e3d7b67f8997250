#include "tools/coordinator/plan/fingerprint.h"

#include <cstdint>

namespace release {
namespace {

// Writes values so that no two different lists give the same bytes: each one is preceded by its
// length, and each list by its size.
class Canonical {
 public:
  // `kind` separates the uses of one key from each other.
  explicit Canonical(std::string_view kind) { Text(kind); }

  void Text(std::string_view text) {
    Number(text.size());
    bytes_.append(text);
  }

  void Number(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      bytes_.push_back(static_cast<char>((number >> shift) & 0xff));
    }
  }

  std::string_view bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace

Digest Fingerprint(std::string_view key, const StepWork& work) {
  Canonical out("release step work v1");
  out.Text(work.step);
  out.Text(work.environment);
  out.Text(work.plugin_sha256);
  out.Text(work.config);
  out.Number(work.allow_local ? 1 : 0);
  out.Text(work.api_base);
  out.Number(work.resolve.size());
  for (const auto& [from, to] : work.resolve) {
    out.Text(from);
    out.Text(to);
  }
  out.Number(work.artifacts.size());
  for (const v1::Artifact& artifact : work.artifacts) {
    out.Text(artifact.name());
    out.Number(static_cast<std::uint64_t>(artifact.files_size()));
    for (const v1::ArtifactFile& file : artifact.files()) {
      out.Text(file.name());
      out.Text(file.digest().sha256());
    }
  }
  out.Number(work.inputs.size());
  for (const auto& [name, value] : work.inputs) {
    out.Text(name);
    out.Text(value);
  }
  out.Number(work.secrets.size());
  for (const auto& [name, fingerprint] : work.secrets) {
    out.Text(name);
    out.Text(fingerprint.hex());
  }
  return HmacSha256(key, out.bytes());
}

Digest SecretFingerprint(std::string_view key, std::string_view name, std::string_view value) {
  // The value goes in through its own HMAC, so that no copy of it is left in a buffer here.
  Canonical out("release secret v1");
  out.Text(name);
  out.Text(HmacSha256(key, value).hex());
  return HmacSha256(key, out.bytes());
}

std::string IdempotencyKey(std::string_view release_id, std::string_view step) {
  Canonical out("release idempotency v1");
  out.Text(release_id);
  out.Text(step);
  return DigestOf(out.bytes()).hex();
}

}  // namespace release
