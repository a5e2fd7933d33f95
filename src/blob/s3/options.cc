#include "blob/s3/options.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <utility>

namespace imprint {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr char kDefaultRegion[] = "us-east-1";

bool IsPlain(std::string_view text, std::string_view beside) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           beside.find(c) != beside.npos;
  });
}

tl::unexpected<Error> Wrong(std::string message) {
  return Fail(ErrorCode::kInvalidField, std::move(message));
}

class Environment {
 public:
  explicit Environment(const EnvironmentLookup& lookup) : lookup_(lookup) {}

  /// The first of the variables that is set; empty when none is.
  std::string First(std::initializer_list<const char*> names) const {
    for (const char* name : names) {
      const char* value = lookup_(name);
      if (value != nullptr && *value != '\0') return value;
    }
    return {};
  }

 private:
  const EnvironmentLookup& lookup_;
};

struct UrlCleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlCleanup>;

std::string Part(const UrlHandle& url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

/// The place of a bucket at an endpoint, by path; `variable` said so.
Result<S3Place> PlaceAt(const std::string& endpoint, const std::string& bucket,
                        std::string_view variable) {
  const UrlHandle url(curl_url());
  const bool parsed = curl_url_set(url.get(), CURLUPART_URL, endpoint.c_str(), 0) == CURLUE_OK;
  const std::string scheme = Part(url, CURLUPART_SCHEME);
  // The value is not repeated: somebody may have written credentials into it.
  if (!parsed || (scheme != "http" && scheme != "https")) {
    return Wrong(fmt::format("{} must be a URL like https://s3.example.com", variable));
  }
  for (const CURLUPart extra :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (Part(url, extra).empty()) continue;
    return Wrong(fmt::format("{} must have no user, password, query or fragment", variable));
  }
  std::string host = Part(url, CURLUPART_HOST);
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string port = Part(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  if (!port.empty()) host += ":" + port;
  std::string path = Part(url, CURLUPART_PATH);
  while (path.ends_with('/')) path.pop_back();
  return S3Place{scheme + "://" + host, host, path + "/" + bucket};
}

/// Amazon's own place of a bucket.
S3Place AmazonPlace(const std::string& region, const std::string& bucket) {
  const std::string host = "s3." + region + ".amazonaws.com";
  // No certificate is valid for more than one name below Amazon's.
  if (bucket.find('.') != bucket.npos) return {"https://" + host, host, "/" + bucket};
  const std::string own = bucket + "." + host;
  return {"https://" + own, own, ""};
}

Status ReadUrl(std::string_view url, S3Options& options) {
  if (!url.starts_with(kScheme)) return Wrong("a bucket is named like s3://bucket/prefix");
  url.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  options.bucket = url.substr(0, slash);
  std::string_view prefix = url.substr(slash);
  while (prefix.starts_with('/')) prefix.remove_prefix(1);
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  options.prefix = prefix;
  const bool dots = options.bucket.starts_with('.') || options.bucket.find("..") != url.npos;
  if (options.bucket.size() < 3 || options.bucket.size() > 255 || dots ||
      !IsPlain(options.bucket, "-._")) {
    return Wrong("a bucket's name is 3 to 255 letters, digits, '-', '.' and '_'");
  }
  const std::string framed = "/" + options.prefix + "/";
  const bool folders = options.prefix.empty() ||
                       (framed.find("//") == framed.npos && framed.find("/./") == framed.npos &&
                        framed.find("/../") == framed.npos);
  if (!folders || options.prefix.size() > 500 || !IsPlain(options.prefix, "-._/")) {
    return Wrong(
        "a bucket's prefix is at most 500 letters, digits, '-', '.', '_' and single slashes");
  }
  return {};
}

Status ReadCredentials(const Environment& environment, s3::Credentials& credentials) {
  credentials.access_key = environment.First({"AWS_ACCESS_KEY_ID"});
  credentials.secret_key = environment.First({"AWS_SECRET_ACCESS_KEY"});
  credentials.session_token = environment.First({"AWS_SESSION_TOKEN"});
  if (!credentials.access_key.empty() && !credentials.secret_key.empty()) return {};
  return Wrong("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set for a bucket");
}

Status ReadPlaces(const Environment& environment, S3Options& options) {
  const std::string endpoint = environment.First({"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  options.region = environment.First({"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (options.region.empty() && endpoint.empty()) {
    return Wrong("AWS_REGION must be set for a bucket without AWS_ENDPOINT_URL_S3");
  }
  if (options.region.empty()) options.region = kDefaultRegion;
  if (!IsPlain(options.region, "-_")) return Wrong("AWS_REGION is no region's name");
  options.place = AmazonPlace(options.region, options.bucket);
  if (!endpoint.empty()) {
    auto place = PlaceAt(endpoint, options.bucket, "AWS_ENDPOINT_URL_S3");
    if (!place) return Fail(std::move(place.error()));
    options.place = std::move(*place);
  }
  options.public_place = options.place;
  const std::string outside = environment.First({"IMPRINT_S3_PUBLIC_ENDPOINT"});
  if (outside.empty()) return {};
  auto place = PlaceAt(outside, options.bucket, "IMPRINT_S3_PUBLIC_ENDPOINT");
  if (!place) return Fail(std::move(place.error()));
  options.public_place = std::move(*place);
  return {};
}

}  // namespace

Result<S3Options> S3OptionsFrom(std::string_view url, const EnvironmentLookup& environment) {
  const Environment variables(environment);
  S3Options options;
  if (auto read = ReadUrl(url, options); !read) return Fail(std::move(read.error()));
  if (auto read = ReadPlaces(variables, options); !read) return Fail(std::move(read.error()));
  if (auto read = ReadCredentials(variables, options.credentials); !read) {
    return Fail(std::move(read.error()));
  }
  options.ca_file = variables.First({"AWS_CA_BUNDLE"});
  if (auto dir = variables.First({"TMPDIR"}); !dir.empty()) options.temp_dir = std::move(dir);
  return options;
}

}  // namespace imprint
