#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "surface/http/test_client.h"

namespace imprint::http {

/// PEM files of a key and a certificate for `name` that it signs itself, in a folder of their own
/// that goes with them.
class PemFiles {
 public:
  explicit PemFiles(const std::string& name);
  ~PemFiles();
  PemFiles(const PemFiles&) = delete;
  PemFiles& operator=(const PemFiles&) = delete;

  std::string cert() const { return (folder_ / "cert.pem").string(); }
  std::string key() const { return (folder_ / "key.pem").string(); }
  const std::filesystem::path& folder() const { return folder_; }
  /// A new key and certificate in the same files.
  void Renew(const std::string& name);
  /// The same key, behind a password.
  void EncryptKey(const std::string& password);

 private:
  std::filesystem::path folder_;
};

/// What a TLS client asks for.
struct TlsWish {
  int highest_version = 0;     // 0: what OpenSSL has
  std::string protocols = {};  // ALPN, with the length byte before each
};

/// A TestClient by TLS, which takes any certificate.
class TlsClient : public TestClient {
 public:
  explicit TlsClient(std::uint16_t port, const TlsWish& wish = {});
  ~TlsClient() override;

  bool encrypted() const { return encrypted_; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string protocol() const;
  /// The name that the server's certificate is for.
  std::string server_name() const;
  /// Says goodbye and gives whether the server did the same.
  bool SayGoodbye();

 protected:
  ssize_t WriteSome(std::string_view bytes) override;
  ssize_t ReadSome(char* into, std::size_t size) override;

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  bool encrypted_ = false;
};

}  // namespace imprint::http
