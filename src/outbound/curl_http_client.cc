#include "outbound/curl_http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "outbound/request_headers.h"
#include "outbound/transfer.h"
#include "outbound/url.h"

namespace imprint {
namespace {

constexpr std::chrono::milliseconds kLongestTimeout = std::chrono::hours(1);

Result<OutboundUrl> RedirectTarget(const OutboundUrl& from, const std::string& location) {
  auto next = from.Resolve(location);
  if (!next) {
    Error error(next.error().code(), fmt::format("{} redirects to a URL that cannot be used: {}",
                                                 from.host(), next.error().message()));
    return Fail(std::move(error).WithDetail(next.error().detail));
  }
  if (from.secure() && !next->secure()) {
    return Fail(
        ErrorCode::kOutboundRefused,
        fmt::format("{} redirects from https to http, which is not followed.", from.host()));
  }
  return next;
}

}  // namespace

CurlHttpClient::CurlHttpClient(AddressPolicy policy, OutboundOptions options)
    : policy_(std::move(policy)), options_(std::move(options)), handles_(options_.in_flight) {}

Result<OutboundResponse> CurlHttpClient::Send(const OutboundRequest& request) {
  const auto begun = std::chrono::steady_clock::now();
  auto response = Exchange(request);
  Metrics& metrics = *options_.metrics;
  metrics.Add(Count::kOutboundCalls);
  if (!response) metrics.Add(Count::kOutboundFailures);
  metrics.Took(Duration::kOutbound, std::chrono::steady_clock::now() - begun);
  return response;
}

Result<OutboundResponse> CurlHttpClient::Exchange(const OutboundRequest& request) {
  if (auto checked = CheckRequest(request); !checked) return Fail(std::move(checked.error()));
  auto url = OutboundUrl::Parse(request.url);
  if (!url) return Fail(std::move(url.error()));

  const auto deadline =
      std::chrono::steady_clock::now() + std::min(request.timeout, kLongestTimeout);
  const auto handle = handles_.Take(deadline);
  if (!handle) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("{} was not asked in time: too many other requests are under way.",
                            url->host()));
  }

  const bool follows = request.method == "GET" && request.max_redirects > 0;
  std::optional<OutboundRequest> reduced;
  for (int redirects = 0;; ++redirects) {
    const OutboundRequest& current = reduced ? *reduced : request;
    Transfer transfer(handle.get(), policy_, options_, *url, current, follows);
    auto response = transfer.Run(deadline);
    const std::string* location = response && follows ? RedirectLocation(*response) : nullptr;
    if (location == nullptr) return response;
    if (redirects == request.max_redirects) {
      return Fail(ErrorCode::kOutboundFailed,
                  fmt::format("{} is at the end of more than {} redirects.", url->host(),
                              request.max_redirects));
    }
    auto next = RedirectTarget(*url, *location);
    if (!next) return Fail(std::move(next.error()));
    if (!reduced && !next->SameOrigin(*url)) reduced = WithoutSecrets(request);
    *url = std::move(*next);
  }
}

}  // namespace imprint
