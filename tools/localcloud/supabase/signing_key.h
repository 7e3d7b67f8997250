// A key that signs access tokens: ES256 (ECDSA on P-256 with SHA-256).
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_SIGNING_KEY_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_SIGNING_KEY_H_

#include <openssl/evp.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace release::cloud {

// Threads: any; const.
class SigningKey {
 public:
  static SigningKey Generate(std::string kid);

  // Nothing when `pem` is no private key on P-256.
  static std::optional<SigningKey> FromPem(std::string kid, const std::string& pem);

  const std::string& kid() const { return kid_; }
  std::string PrivatePem() const;

  // The public key as an entry of a JWKS.
  nlohmann::json PublicJwk() const;

  // A JSON Web Token with these claims.
  std::string Token(const nlohmann::json& claims) const;

  // `text` is header.payload of a token, `signature` its 64 bytes.
  bool Verifies(std::string_view text, std::string_view signature) const;

 private:
  SigningKey(std::string kid, EVP_PKEY* key);

  std::string kid_;
  std::shared_ptr<EVP_PKEY> key_;
};

// The parts of a token, decoded, nothing judged.
struct TokenParts {
  nlohmann::json header;
  nlohmann::json claims;
  std::string_view signed_text;
  std::string signature;
};

// Nothing when `token` is not three parts of base64url with two JSON objects.
std::optional<TokenParts> SplitToken(std::string_view token);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_SIGNING_KEY_H_
