#pragma once

#include <curl/curl.h>

#include <string_view>

#include "base/error.h"
#include "blob/s3/exchange.h"

namespace imprint::s3 {

/// Why a request to the object store did not do what was asked. The details name the request and
/// the store's own error code, never what was sent.
struct Failure {
  Error error;
  bool again = false;   // the same request may well succeed in a moment
  bool counts = false;  // for the store's health; not where it only answered no
};

/// kUnavailable: the try later of every dialect.
Error Unavailable(std::string_view detail);

/// For a request without a whole answer. `what` names it, "GET blobs/ab/cd".
Failure TransferFailure(CURLcode code, std::string_view words, std::string_view what);

/// For an answer other than 2xx: kNotFound, kConflict (a condition that does not hold),
/// kUnavailable, or kInternal for what does not heal by itself: wrong credentials, no bucket.
Failure StatusFailure(const Answer& answer, std::string_view what);

}  // namespace imprint::s3
