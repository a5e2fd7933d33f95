#include "outbound/testing/tls_identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>

namespace imprint::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&::X509_free)>;

void Require(bool done) {
  if (!done) std::abort();
}

void AddExtension(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  Require(extension != nullptr && ::X509_add_ext(certificate, extension, -1) == 1);
  ::X509_EXTENSION_free(extension);
}

Certificate MakeCertificate(EVP_PKEY* key, const std::string& name) {
  Certificate out(::X509_new(), &::X509_free);
  ::X509_set_version(out.get(), X509_VERSION_3);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(out.get()), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(out.get()), -3600);
  ::X509_gmtime_adj(::X509_getm_notAfter(out.get()), 3600);
  ::X509_set_pubkey(out.get(), key);
  X509_NAME* subject = ::X509_get_subject_name(out.get());
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  ::X509_set_issuer_name(out.get(), subject);
  AddExtension(out.get(), NID_subject_alt_name, "DNS:" + name);
  AddExtension(out.get(), NID_basic_constraints, "critical,CA:TRUE");
  Require(::X509_sign(out.get(), key, ::EVP_sha256()) > 0);
  return out;
}

std::string Pem(X509* certificate) {
  BIO* memory = ::BIO_new(::BIO_s_mem());
  Require(::PEM_write_bio_X509(memory, certificate) == 1);
  char* data = nullptr;
  const long size = ::BIO_get_mem_data(memory, &data);
  std::string out(data, static_cast<std::size_t>(size));
  ::BIO_free(memory);
  return out;
}

}  // namespace

TlsIdentity::TlsIdentity(const std::string& name) : context_(::SSL_CTX_new(::TLS_server_method())) {
  const Key key(EVP_EC_gen("P-256"), &::EVP_PKEY_free);
  const Certificate certificate = MakeCertificate(key.get(), name);
  Require(::SSL_CTX_use_certificate(context_.get(), certificate.get()) == 1);
  Require(::SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1);
  pem_ = Pem(certificate.get());
}

}  // namespace imprint::test
