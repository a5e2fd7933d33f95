#include "blob/s3/failure.h"

#include <fmt/format.h>

#include <string>

#include "blob/s3/listing.h"

namespace imprint::s3 {
namespace {

Error Broken(std::string detail) {
  return Error(ErrorCode::kInternal, "The object store does not take the server's requests.")
      .WithDetail(std::move(detail));
}

/// A code that stands for trouble that passes, whatever the status beside it.
bool Passes(std::string_view code) {
  for (const std::string_view known :
       {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted"}) {
    if (code == known) return true;
  }
  return false;
}

bool PassesByStatus(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

}  // namespace

Error Unavailable(std::string_view detail) {
  return Error(ErrorCode::kUnavailable, "The object store is not available right now.")
      .WithDetail(std::string(detail));
}

Failure TransferFailure(CURLcode code, std::string_view words, std::string_view what) {
  const bool again = code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CACERT_BADFILE;
  return {Unavailable(fmt::format("{}: {}", what, words)), again, true};
}

Failure StatusFailure(const Answer& answer, std::string_view what) {
  const std::string code = ErrorCodeOf(answer.body);
  std::string detail = fmt::format("{}: {} {}", what, answer.status, code);
  if (Passes(code) || PassesByStatus(answer.status)) {
    return {Unavailable(detail), true, true};
  }
  if (code == "RequestTimeTooSkewed") {
    return {Unavailable(detail + ": this machine's clock is wrong"), false, true};
  }
  if (answer.status == 404 && code != "NoSuchBucket") {
    return {Error(ErrorCode::kNotFound, "There is no such file.").WithDetail(std::move(detail))};
  }
  if (answer.status == 412) {
    return {Error(ErrorCode::kConflict, "The file was replaced.").WithDetail(std::move(detail))};
  }
  if (answer.status >= 300 && answer.status < 400) detail += ": the bucket is elsewhere";
  return {Broken(std::move(detail)), false, true};
}

}  // namespace imprint::s3
