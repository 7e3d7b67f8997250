#include "apps/api/credentials.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace spectral {
namespace {

constexpr size_t kShortestKey = 16;
constexpr size_t kLongestKey = 512;

bool IsUnresolved(const std::string& value) { return value.rfind("op://", 0) == 0; }

std::string WithLineBreaks(std::string pem) {
  for (size_t at = 0; (at = pem.find("\\n", at)) != std::string::npos; ++at) {
    pem.replace(at, 2, "\n");
  }
  return pem;
}

// Instead of OpenSSL's own, which would ask at the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

bool IsP256(const EVP_PKEY* key) {
  char group[64] = "";
  size_t length = 0;
  return EVP_PKEY_get_group_name(key, group, sizeof(group), &length) == 1 &&
         std::string_view(group, length) == "prime256v1";
}

}  // namespace

std::string LlmKeyProblem(const std::string& key) {
  if (key.empty()) return "LLM_API_KEY is not set";
  if (IsUnresolved(key)) return "LLM_API_KEY is an op:// reference that nobody resolved";
  if (key.size() < kShortestKey || key.size() > kLongestKey) {
    return "LLM_API_KEY is not 16 to 512 characters long";
  }
  if (!std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; })) {
    return "LLM_API_KEY contains a space, a line break or a character outside ASCII";
  }
  if (key.front() == '<' || key.front() == '[' || key.front() == '$') {
    return "LLM_API_KEY is a placeholder";
  }
  return "";
}

std::string SigningKeyProblem(const std::string& pem) {
  if (pem.empty()) return "ACT_AS_SIGNING_KEY is not set";
  if (IsUnresolved(pem)) return "ACT_AS_SIGNING_KEY is an op:// reference that nobody resolved";
  const std::string text = WithLineBreaks(pem);
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr), &EVP_PKEY_free);
  ERR_clear_error();
  if (!key) return "ACT_AS_SIGNING_KEY is not an unencrypted PEM private key";
  const int type = EVP_PKEY_get_base_id(key.get());
  if (type != EVP_PKEY_ED25519 && !(type == EVP_PKEY_EC && IsP256(key.get()))) {
    return "ACT_AS_SIGNING_KEY is neither an EC P-256 nor an Ed25519 key";
  }
  return "";
}

}  // namespace spectral
