#pragma once

#include <string>

#include "base/error.h"
#include "model/records.h"
#include "surface/http/message.h"

namespace imprint::http {

/// What a client names a request with, so that a repeat of it gives the first answer.
struct IdempotencyKey {
  std::string key;  // empty: none
  Hash request;     // of where the request goes and what it says: a repeat has the same
};

/// The request's Idempotency-Key; kInvalidField when it is empty or over 255 characters.
Result<IdempotencyKey> IdempotencyKeyOf(const Request& request);

}  // namespace imprint::http
