#pragma once

#include <memory>
#include <string_view>

#include "model/records.h"

namespace imprint {

/// SHA-256 of bytes that come in pieces. (OpenSSL uses the processor's instructions for it, which
/// makes it several times as fast as libsodium's.)
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();
  void Add(std::string_view bytes);
  /// The hash of all that was added; nothing may be added after it.
  Hash Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace imprint
