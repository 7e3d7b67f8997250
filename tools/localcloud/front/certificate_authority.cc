#include "tools/localcloud/front/certificate_authority.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

template <auto Function>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Function(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

constexpr long kDay = 24 * 60 * 60;
constexpr long kAuthorityDays = 3650;
constexpr long kServerDays = 397;

absl::Status Failure(std::string what) {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return Diagnose(absl::StatusCode::kInternal,
                  {.code = "CLOUD-CERTIFICATE",
                   .what = std::move(what),
                   .why = reason != nullptr ? reason : "OpenSSL does not say why",
                   .fix = "remove the cloud's data: bazel run //tools/localcloud -- reset"});
}

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string PemOf(const X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return TextOf(bio.get());
}

std::string PemOf(const EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return TextOf(bio.get());
}

Bio BioOf(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

bool AddExtension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// A certificate with names, times, key and a random serial number; neither extended nor signed.
Certificate Blank(EVP_PKEY* key, const std::string& name, long days) {
  Certificate made(X509_new());
  std::array<unsigned char, 16> serial;
  RAND_bytes(serial.data(), serial.size());
  serial[0] = static_cast<unsigned char>((serial[0] & 0x3f) | 0x40);  // positive, of full length
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(
      BN_bin2bn(serial.data(), serial.size(), nullptr));
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(made.get()));
  X509_set_version(made.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), days * kDay);
  X509_set_pubkey(made.get(), key);
  // A common name has at most 64 characters; clients read the alternative names.
  X509_NAME_add_entry_by_NID(X509_get_subject_name(made.get()), NID_commonName, MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()),
                             static_cast<int>(std::min<size_t>(name.size(), 64)), -1, 0);
  return made;
}

}  // namespace

struct CertificateAuthority::State {
  Key key;
  Certificate certificate;
};

CertificateAuthority::CertificateAuthority(std::unique_ptr<State> state)
    : state_(std::move(state)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;
CertificateAuthority::~CertificateAuthority() = default;

absl::StatusOr<CertificateAuthority> CertificateAuthority::Make() {
  auto state = std::make_unique<State>();
  state->key.reset(EVP_EC_gen("P-256"));
  if (!state->key) return Failure("no key can be made for the cloud's certificate authority");
  state->certificate = Blank(state->key.get(), "localcloud throw-away CA", kAuthorityDays);
  X509* certificate = state->certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  const bool made =
      AddExtension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
      AddExtension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
      AddExtension(certificate, certificate, NID_subject_key_identifier, "hash") &&
      X509_sign(certificate, state->key.get(), EVP_sha256()) != 0;
  if (!made) return Failure("the cloud's certificate authority cannot be made");
  return CertificateAuthority(std::move(state));
}

absl::StatusOr<CertificateAuthority> CertificateAuthority::Read(const std::string& certificate_pem,
                                                                const std::string& key_pem) {
  auto state = std::make_unique<State>();
  state->certificate.reset(
      PEM_read_bio_X509(BioOf(certificate_pem).get(), nullptr, nullptr, nullptr));
  state->key.reset(PEM_read_bio_PrivateKey(BioOf(key_pem).get(), nullptr, nullptr, nullptr));
  if (!state->certificate || !state->key ||
      X509_check_private_key(state->certificate.get(), state->key.get()) != 1) {
    return Failure("the cloud's certificate authority cannot be read");
  }
  if (X509_cmp_current_time(X509_get0_notAfter(state->certificate.get())) < 0) {
    return Failure("the cloud's certificate authority has expired");
  }
  return CertificateAuthority(std::move(state));
}

std::string CertificateAuthority::CertificatePem() const {
  return PemOf(state_->certificate.get());
}

std::string CertificateAuthority::KeyPem() const { return PemOf(state_->key.get()); }

std::string CertificateAuthority::PublicKeyPin() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(state_->key.get(), &der);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  if (size > 0) SHA256(der, static_cast<size_t>(size), digest.data());
  OPENSSL_free(der);
  return absl::Base64Escape(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

absl::StatusOr<std::string> CertificateAuthority::Issue(const std::string& name,
                                                        const std::string& alternative) const {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return Failure(Concat("no key can be made for ", name));
  const Certificate made = Blank(key.get(), name, kServerDays);
  X509* issuer = state_->certificate.get();
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer));
  const bool issued =
      AddExtension(made.get(), issuer, NID_subject_alt_name, alternative) &&
      AddExtension(made.get(), issuer, NID_basic_constraints, "critical,CA:FALSE") &&
      AddExtension(made.get(), issuer, NID_key_usage, "critical,digitalSignature") &&
      AddExtension(made.get(), issuer, NID_ext_key_usage, "serverAuth") &&
      AddExtension(made.get(), issuer, NID_authority_key_identifier, "keyid") &&
      X509_sign(made.get(), state_->key.get(), EVP_sha256()) != 0;
  if (!issued) return Failure(Concat("no certificate can be issued for ", name));
  return PemOf(key.get()) + PemOf(made.get()) + CertificatePem();
}

absl::StatusOr<std::string> CertificateAuthority::IssueForHost(const std::string& host) const {
  return Issue(host, "DNS:" + host);
}

absl::StatusOr<std::string> CertificateAuthority::IssueForAddress(
    const std::string& address) const {
  return Issue(address, "IP:" + address);
}

}  // namespace release::cloud
