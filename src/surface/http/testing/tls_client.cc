#include "surface/http/testing/tls_client.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

namespace imprint::http {
namespace {

void Require(bool done) {
  if (!done) std::abort();
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate SelfSigned(EVP_PKEY* key, const std::string& name) {
  Certificate made(X509_new(), X509_free);
  X509* certificate = made.get();
  X509_set_version(certificate, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  Require(X509_sign(certificate, key, EVP_sha256()) > 0);
  return made;
}

template <typename Write>
void WriteFile(const std::string& path, const Write& write) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "w"),
                                                             std::fclose);
  Require(file && write(file.get()) == 1);
}

}  // namespace

PemFiles::PemFiles(const std::string& name) {
  std::string folder = (std::filesystem::temp_directory_path() / "imprint-tls-XXXXXX").string();
  Require(::mkdtemp(folder.data()) != nullptr);
  folder_ = folder;
  Renew(name);
}

PemFiles::~PemFiles() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void PemFiles::Renew(const std::string& name) {
  const Key made(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate certificate = SelfSigned(made.get(), name);
  WriteFile(cert(), [&](std::FILE* file) { return PEM_write_X509(file, certificate.get()); });
  WriteFile(key(), [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, made.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void PemFiles::EncryptKey(const std::string& password) {
  Key read(nullptr, EVP_PKEY_free);
  WriteFile(key() + ".encrypted", [&](std::FILE* file) {
    std::FILE* plain = std::fopen(key().c_str(), "r");
    read.reset(PEM_read_PrivateKey(plain, nullptr, nullptr, nullptr));
    std::fclose(plain);
    return PEM_write_PrivateKey(file, read.get(), EVP_aes_256_cbc(),
                                reinterpret_cast<const unsigned char*>(password.data()),
                                static_cast<int>(password.size()), nullptr, nullptr);
  });
  std::filesystem::rename(key() + ".encrypted", key());
}

TlsClient::TlsClient(std::uint16_t port, const TlsWish& wish) : TestClient(port) {
  // OpenSSL writes to a socket without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context_.get(), 0);
  SSL_CTX_set_max_proto_version(context_.get(), wish.highest_version);
  ssl_.reset(SSL_new(context_.get()));
  if (!wish.protocols.empty()) {
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(wish.protocols.data()),
                        static_cast<unsigned>(wish.protocols.size()));
  }
  SSL_set_fd(ssl_.get(), fd());
  encrypted_ = connected() && SSL_connect(ssl_.get()) == 1;
}

TlsClient::~TlsClient() = default;

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::server_name() const {
  X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  char name[256] = {};
  if (certificate) {
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                              sizeof(name));
  }
  return name;
}

bool TlsClient::SayGoodbye() {
  const int first = SSL_shutdown(ssl_.get());
  return first == 1 || (first == 0 && SSL_shutdown(ssl_.get()) == 1);
}

ssize_t TlsClient::WriteSome(std::string_view bytes) {
  return SSL_write(ssl_.get(), bytes.data(),
                   static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
}

ssize_t TlsClient::ReadSome(char* into, std::size_t size) {
  const int count = SSL_read(ssl_.get(), into, static_cast<int>(size));
  if (count > 0) return count;
  return SSL_get_error(ssl_.get(), count) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

}  // namespace imprint::http
