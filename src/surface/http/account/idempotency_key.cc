#include "surface/http/account/idempotency_key.h"

#include "base/crypto.h"

namespace imprint::http {
namespace {

constexpr std::size_t kLongest = 255;

}  // namespace

Result<IdempotencyKey> IdempotencyKeyOf(const Request& request) {
  const std::string* key = request.Header("idempotency-key");
  if (!key) return IdempotencyKey{};
  if (key->empty() || key->size() > kLongest) {
    return Fail(ErrorCode::kInvalidField, "Idempotency-Key has 1 to 255 characters.",
                "Idempotency-Key");
  }
  return IdempotencyKey{*key, Hash{crypto::Sha256(request.path + '\n' + request.body)}};
}

}  // namespace imprint::http
