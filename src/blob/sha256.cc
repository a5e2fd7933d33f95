#include "blob/sha256.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace imprint {
namespace {

// These calls fail only when memory is short or the library is broken.
void Require(int result) {
  if (result != 1) throw std::runtime_error("SHA-256 is not available");
}

}  // namespace

struct Sha256::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> handle{EVP_MD_CTX_new(),
                                                                 &EVP_MD_CTX_free};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  Require(EVP_DigestInit_ex(context_->handle.get(), EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::Add(std::string_view bytes) {
  Require(EVP_DigestUpdate(context_->handle.get(), bytes.data(), bytes.size()));
}

Hash Sha256::Finish() {
  Hash hash;
  Require(EVP_DigestFinal_ex(context_->handle.get(), hash.bytes.data(), nullptr));
  return hash;
}

}  // namespace imprint
