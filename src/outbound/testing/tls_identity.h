#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace imprint::test {

/// A new key and a certificate for one DNS name that it signs itself.
class TlsIdentity {
 public:
  explicit TlsIdentity(const std::string& name);

  SSL_CTX* context() const { return context_.get(); }
  /// The certificate, for who is to trust it.
  const std::string& pem() const { return pem_; }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
  };

  std::unique_ptr<SSL_CTX, Free> context_;
  std::string pem_;
};

}  // namespace imprint::test
