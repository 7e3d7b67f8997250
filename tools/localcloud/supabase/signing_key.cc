#include "tools/localcloud/supabase/signing_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr size_t kHalf = 32;  // bytes of a coordinate, and of each half of a signature

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Signature = std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string Base64Url(std::string_view bytes) {
  std::string text = absl::WebSafeBase64Escape(AbslView(bytes));
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
  std::string bytes;
  if (text.find('=') != std::string_view::npos) return std::nullopt;
  if (!absl::WebSafeBase64Unescape(AbslView(text), &bytes)) return std::nullopt;
  return bytes;
}

// 0x04, X, Y.
std::string PublicPoint(EVP_PKEY* key) {
  std::string point(1 + 2 * kHalf, '\0');
  size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, Bytes(point), point.size(),
                                      &size) != 1 ||
      size != point.size()) {
    return "";
  }
  return point;
}

bool IsP256(EVP_PKEY* key) {
  char group[32] = "";
  return EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         std::string_view(group) == "prime256v1";
}

std::optional<json> ObjectOf(std::string_view part) {
  const auto text = FromBase64Url(part);
  if (!text) return std::nullopt;
  json value = json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

}  // namespace

SigningKey::SigningKey(std::string kid, EVP_PKEY* key)
    : kid_(std::move(kid)), key_(key, &EVP_PKEY_free) {}

SigningKey SigningKey::Generate(std::string kid) {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  if (key == nullptr) std::abort();  // no memory, or no randomness
  return SigningKey(std::move(kid), key);
}

std::optional<SigningKey> SigningKey::FromPem(std::string kid, const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr);
  if (key == nullptr) return std::nullopt;
  SigningKey made(std::move(kid), key);
  if (!IsP256(key)) return std::nullopt;
  return made;
}

std::string SigningKey::PrivatePem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

json SigningKey::PublicJwk() const {
  const std::string point = PublicPoint(key_.get());
  return {{"alg", "ES256"},
          {"crv", "P-256"},
          {"ext", true},
          {"key_ops", {"verify"}},
          {"kid", kid_},
          {"kty", "EC"},
          {"use", "sig"},
          {"x", Base64Url(std::string_view(point).substr(1, kHalf))},
          {"y", Base64Url(std::string_view(point).substr(1 + kHalf))}};
}

std::string SigningKey::Token(const json& claims) const {
  const json header = {{"alg", "ES256"}, {"kid", kid_}, {"typ", "JWT"}};
  const auto text_of = [](const json& value) {
    return Base64Url(value.dump(-1, ' ', false, json::error_handler_t::replace));
  };
  const std::string text = Concat(text_of(header), ".", text_of(claims));
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  size_t size = 0;
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
  EVP_DigestSign(context.get(), nullptr, &size, Bytes(std::string_view(text)), text.size());
  std::string der(size, '\0');
  if (EVP_DigestSign(context.get(), Bytes(der), &size, Bytes(std::string_view(text)),
                     text.size()) != 1) {
    std::abort();
  }
  const unsigned char* at = Bytes(std::string_view(der));
  const Signature parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)), &ECDSA_SIG_free);
  std::string signature(2 * kHalf, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), Bytes(signature), kHalf);
  BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), Bytes(signature) + kHalf, kHalf);
  return Concat(text, ".", Base64Url(signature));
}

bool SigningKey::Verifies(std::string_view text, std::string_view signature) const {
  if (signature.size() != 2 * kHalf) return false;
  const Signature parts(ECDSA_SIG_new(), &ECDSA_SIG_free);
  ECDSA_SIG_set0(parts.get(), BN_bin2bn(Bytes(signature), kHalf, nullptr),
                 BN_bin2bn(Bytes(signature) + kHalf, kHalf, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  if (size <= 0) return false;
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
  const bool good = EVP_DigestVerify(context.get(), der, static_cast<size_t>(size), Bytes(text),
                                     text.size()) == 1;
  OPENSSL_free(der);
  return good;
}

std::optional<TokenParts> SplitToken(std::string_view token) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const auto header = ObjectOf(token.substr(0, first));
  const auto claims = ObjectOf(token.substr(first + 1, last - first - 1));
  auto signature = FromBase64Url(token.substr(last + 1));
  if (!header || !claims || !signature) return std::nullopt;
  return TokenParts{*header, *claims, token.substr(0, last), *std::move(signature)};
}

}  // namespace release::cloud
