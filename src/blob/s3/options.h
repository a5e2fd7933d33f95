#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "blob/s3/signature.h"
#include "ports/metrics.h"

namespace imprint {

/// Where a bucket is reached.
struct S3Place {
  std::string origin;  // "https://host" or "http://host:8080"
  std::string host;    // as the Host header has it
  std::string path;    // encoded, in front of "/KEY"; empty where the host names the bucket
};

/// A bucket, or the part of one below a prefix, and who works with it.
struct S3Options {
  S3Place place;
  S3Place public_place;  // in URLs that clients get
  std::string region;
  std::string bucket;
  std::string prefix;  // "" or "some/folder", without slashes at its ends
  s3::Credentials credentials;
  std::string ca_file;                // trusted instead of the system's authorities; may be empty
  std::string temp_dir = "/var/tmp";  // for files on their way in and out; removed by themselves
  std::chrono::milliseconds connect_timeout{3000};
  /// What a request may take with all its attempts, beside the time for its bytes; also the
  /// longest that bytes may stand still.
  std::chrono::milliseconds timeout{5000};
  std::chrono::milliseconds first_pause{250};  // before the second attempt, more or less
  int page_objects = 1000;                     // of a listing, at most
  Metrics* metrics = &Metrics::None();
};

/// As std::getenv: null for a variable that is not set.
using EnvironmentLookup = std::function<const char*(const char* name)>;

/// The options for `url`, "s3://bucket/prefix", with the rest from the variables that other S3
/// clients use too: AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, AWS_REGION or AWS_DEFAULT_REGION,
/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CA_BUNDLE; and
/// IMPRINT_S3_PUBLIC_ENDPOINT, TMPDIR. An empty variable is as good as none. Credentials are not
/// asked of an instance's metadata service. kInvalidField names what is missing or wrong.
Result<S3Options> S3OptionsFrom(std::string_view url, const EnvironmentLookup& environment);

}  // namespace imprint
