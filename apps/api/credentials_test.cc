#include "apps/api/credentials.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <string>

#include "gtest/gtest.h"

namespace spectral {
namespace {

// A fresh key each time: no private key lies in the repository.
std::string Pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
  BIO* bio = BIO_new(BIO_s_mem());
  char passphrase[] = "passphrase";
  PEM_write_bio_PrivateKey(bio, key, cipher, nullptr, 0, nullptr, cipher ? passphrase : nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  EVP_PKEY_free(key);
  return pem;
}

TEST(LlmKeyTest, AKeyMustLookLikeOne) {
  EXPECT_EQ(LlmKeyProblem("sk-0123456789abcdef"), "");
  EXPECT_EQ(LlmKeyProblem(""), "LLM_API_KEY is not set");
  EXPECT_EQ(LlmKeyProblem("op://spectral/llm/key-of-the-model"),
            "LLM_API_KEY is an op:// reference that nobody resolved");
  EXPECT_EQ(LlmKeyProblem("short"), "LLM_API_KEY is not 16 to 512 characters long");
  EXPECT_EQ(LlmKeyProblem("sk-0123456789 abcdef"),
            "LLM_API_KEY contains a space, a line break or a character outside ASCII");
  EXPECT_EQ(LlmKeyProblem("<your key goes here>").substr(0, 11), "LLM_API_KEY");
  EXPECT_EQ(LlmKeyProblem("<your-key-goes-here>"), "LLM_API_KEY is a placeholder");
}

TEST(SigningKeyTest, P256AndEd25519KeysAreGood) {
  EXPECT_EQ(SigningKeyProblem(Pem(EVP_EC_gen("P-256"))), "");
  EXPECT_EQ(SigningKeyProblem(Pem(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))), "");
}

TEST(SigningKeyTest, LineBreaksMayBeWrittenAsBackslashN) {
  std::string pem = Pem(EVP_EC_gen("P-256"));
  for (size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; ++at) {
    pem.replace(at, 1, "\\n");
  }
  EXPECT_EQ(SigningKeyProblem(pem), "");
}

TEST(SigningKeyTest, OtherKeysAreRefused) {
  const std::string kind = "ACT_AS_SIGNING_KEY is neither an EC P-256 nor an Ed25519 key";
  EXPECT_EQ(SigningKeyProblem(Pem(EVP_EC_gen("P-384"))), kind);
  EXPECT_EQ(SigningKeyProblem(Pem(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"))), kind);
  EXPECT_EQ(SigningKeyProblem(""), "ACT_AS_SIGNING_KEY is not set");
}

TEST(SigningKeyTest, BrokenAndEncryptedKeysAreRefusedWithoutAQuestion) {
  const std::string form = "ACT_AS_SIGNING_KEY is not an unencrypted PEM private key";
  EXPECT_EQ(SigningKeyProblem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
            form);
  EXPECT_EQ(SigningKeyProblem(Pem(EVP_EC_gen("P-256"), EVP_aes_256_cbc())), form);
  std::string cut = Pem(EVP_EC_gen("P-256"));
  EXPECT_EQ(SigningKeyProblem(cut.erase(cut.size() / 2)), form);
}

}  // namespace
}  // namespace spectral
