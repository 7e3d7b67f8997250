// Whether a credential is present and valid in form. Nothing is sent anywhere: a well-formed key
// that its owner revoked still counts as valid here.
#ifndef RELEASE_APPS_API_CREDENTIALS_H_
#define RELEASE_APPS_API_CREDENTIALS_H_

#include <string>

namespace spectral {

// "" when `key` looks like an API key: 16 to 512 printable ASCII characters without spaces, neither
// a placeholder nor an unresolved op:// reference. Otherwise the reason, without any part of the
// key.
std::string LlmKeyProblem(const std::string& key);

// "" when `pem` is an unencrypted PEM private key that can sign act-as tokens: EC P-256 (ES256) or
// Ed25519 (EdDSA). Line breaks may be written as the two characters \n, as one-line variables have
// them. Otherwise the reason, without any part of the key.
std::string SigningKeyProblem(const std::string& pem);

}  // namespace spectral

#endif  // RELEASE_APPS_API_CREDENTIALS_H_
