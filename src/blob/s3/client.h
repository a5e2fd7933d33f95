#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "blob/file.h"
#include "blob/s3/exchange.h"
#include "blob/s3/failure.h"
#include "blob/s3/options.h"
#include "blob/s3/signature.h"
#include "outbound/handle_pool.h"

namespace imprint::s3 {

/// What is asked of a bucket.
struct Call {
  std::string method;
  std::string key;  // below the prefix; empty: the bucket itself
  Pairs query = {};
  Pairs headers = {};                   // names in lower case; all are signed
  std::string payload = kEmptyPayload;  // SHA-256 of the body as hex digits
  const File* body = nullptr;           // of a PUT
  std::uint64_t body_size = 0;
  Sink* sink = nullptr;          // for the body of a 2xx answer
  std::uint64_t work_bytes = 0;  // what the store moves before it answers
};

/// Sends signed requests to one bucket and to no other place: no redirect, no proxy. At most 32 at
/// a time, others wait. What fails in a way that passes is sent up to three times. Safe from any
/// thread.
class Client {
 public:
  explicit Client(S3Options options);

  /// The 2xx answer, or the error that failure.h says; kUnavailable also when the time is up.
  Result<Answer> Perform(const Call& call) const;

  const S3Options& options() const { return options_; }
  const Signer& signer() const { return signer_; }
  /// The whole key of an object below the prefix.
  std::string KeyOf(std::string_view below) const;
  /// The path of an object's URL at a place, encoded.
  static std::string PathAt(const S3Place& place, std::string_view whole_key);

 private:
  Result<Answer> Attempt(const Call& call, Patience& patience, bool& again) const;
  Wire WireOf(const Call& call) const;

  const S3Options options_;
  const Signer signer_;
  mutable HandlePool pool_;
};

}  // namespace imprint::s3
