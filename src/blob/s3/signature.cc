#include "blob/s3/signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "blob/hash_text.h"
#include "blob/sha256.h"

namespace imprint::s3 {
namespace {

constexpr char kAlgorithm[] = "AWS4-HMAC-SHA256";

using Digest = std::array<std::uint8_t, 32>;

Digest Hmac(std::string_view key, std::string_view text) {
  Digest digest;
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(),
           digest.data(), &size) == nullptr) {
    throw std::runtime_error("HMAC-SHA-256 is not available");
  }
  return digest;
}

Digest Hmac(const Digest& key, std::string_view text) {
  return Hmac({reinterpret_cast<const char*>(key.data()), key.size()}, text);
}

std::string HashText(std::string_view text) {
  Sha256 hash;
  hash.Add(text);
  return HexOf(hash.Finish());
}

// "20260131T090500Z"
std::string Stamp(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

Pairs SortedHeaders(const Unsigned& request) {
  Pairs headers = request.headers;
  headers.emplace_back("host", request.host);
  std::sort(headers.begin(), headers.end());
  return headers;
}

std::string NamesOf(const Pairs& sorted) {
  std::string names;
  for (const auto& [name, value] : sorted) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string CanonicalRequest(const Unsigned& request) {
  const Pairs headers = SortedHeaders(request);
  std::string lines;
  for (const auto& [name, value] : headers) lines += fmt::format("{}:{}\n", name, value);
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, request.path,
                     CanonicalQuery(request.query), lines, NamesOf(headers), request.payload);
}

}  // namespace

std::string UriEncode(std::string_view text, Slashes slashes) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    const bool kept = kPlain.find(c) != kPlain.npos || (c == '/' && slashes == Slashes::kKeep);
    encoded += kept ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

std::string CanonicalQuery(const Pairs& query) {
  // Sorted as encoded, which is another order than that of the plain names.
  Pairs encoded;
  for (const auto& [name, value] : query) {
    encoded.emplace_back(UriEncode(name, Slashes::kEncode), UriEncode(value, Slashes::kEncode));
  }
  std::sort(encoded.begin(), encoded.end());
  std::string text;
  for (const auto& [name, value] : encoded) {
    text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, value);
  }
  return text;
}

Pairs Signer::SignHeaders(Unsigned request, Time now) const {
  const std::string stamp = Stamp(now);
  request.headers.emplace_back("x-amz-content-sha256", request.payload);
  request.headers.emplace_back("x-amz-date", stamp);
  if (!credentials_.session_token.empty()) {
    request.headers.emplace_back("x-amz-security-token", credentials_.session_token);
  }
  std::string authorization = fmt::format(
      "{} Credential={}/{},SignedHeaders={},Signature={}", kAlgorithm, credentials_.access_key,
      ScopeOf(stamp), NamesOf(SortedHeaders(request)), SignatureOf(request, stamp));
  request.headers.emplace_back("authorization", std::move(authorization));
  return std::move(request.headers);
}

std::string Signer::SignQuery(Unsigned request, Time now, std::chrono::seconds lifetime) const {
  const std::string stamp = Stamp(now);
  request.query.emplace_back("X-Amz-Algorithm", kAlgorithm);
  request.query.emplace_back("X-Amz-Credential", credentials_.access_key + "/" + ScopeOf(stamp));
  request.query.emplace_back("X-Amz-Date", stamp);
  request.query.emplace_back("X-Amz-Expires",
                             std::to_string(std::min(lifetime, kLongestLifetime).count()));
  if (!credentials_.session_token.empty()) {
    request.query.emplace_back("X-Amz-Security-Token", credentials_.session_token);
  }
  request.query.emplace_back("X-Amz-SignedHeaders", NamesOf(SortedHeaders(request)));
  request.payload = kUnsignedPayload;
  return CanonicalQuery(request.query) + "&X-Amz-Signature=" + SignatureOf(request, stamp);
}

std::string Signer::ScopeOf(std::string_view stamp) const {
  return fmt::format("{}/{}/s3/aws4_request", stamp.substr(0, 8), region_);
}

std::string Signer::SignatureOf(const Unsigned& request, std::string_view stamp) const {
  Digest key = Hmac("AWS4" + credentials_.secret_key, stamp.substr(0, 8));
  key = Hmac(key, region_);
  key = Hmac(key, "s3");
  key = Hmac(key, "aws4_request");
  const Digest signature =
      Hmac(key, fmt::format("{}\n{}\n{}\n{}", kAlgorithm, stamp, ScopeOf(stamp),
                            HashText(CanonicalRequest(request))));
  return HexOf(signature.data(), signature.size());
}

}  // namespace imprint::s3
