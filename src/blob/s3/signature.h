#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace imprint::s3 {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The `payload` of a request whose body the signature leaves open.
inline constexpr char kUnsignedPayload[] = "UNSIGNED-PAYLOAD";
/// The hash of no bytes at all, for requests without a body.
inline constexpr char kEmptyPayload[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// Signed URLs hold for a week at most.
inline constexpr std::chrono::seconds kLongestLifetime{7 * 24 * 3600};

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // empty where there is none
};

enum class Slashes { kKeep, kEncode };
/// Percent-encoding as the signature wants it: all but letters, digits and "-._~".
std::string UriEncode(std::string_view text, Slashes slashes);
/// "a=1&b=2", encoded and sorted.
std::string CanonicalQuery(const Pairs& query);

/// A request as it will be sent.
struct Unsigned {
  std::string method;
  std::string host;  // as the Host header has it
  std::string path;  // encoded, from the first slash on
  Pairs query = {};  // not encoded
  /// All are signed. Names in lower case, without host; values without white space at their ends
  /// and without two spaces in a row.
  Pairs headers = {};
  std::string payload = kEmptyPayload;  // SHA-256 of the body as hex digits, or kUnsignedPayload
};

/// AWS Signature Version 4 for S3. Safe from any thread.
class Signer {
 public:
  Signer(Credentials credentials, std::string region)
      : credentials_(std::move(credentials)), region_(std::move(region)) {}

  /// All headers to send with the request but Host: its own, and those of the signature.
  Pairs SignHeaders(Unsigned request, Time now) const;
  /// The whole query of a URL that allows the request from `now` on for `lifetime`, which is cut
  /// at kLongestLifetime. The request's headers must be sent with it just so.
  std::string SignQuery(Unsigned request, Time now, std::chrono::seconds lifetime) const;

 private:
  std::string ScopeOf(std::string_view stamp) const;
  std::string SignatureOf(const Unsigned& request, std::string_view stamp) const;

  const Credentials credentials_;
  const std::string region_;
};

}  // namespace imprint::s3
