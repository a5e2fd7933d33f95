#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "outbound/address_policy.h"
#include "outbound/handle_pool.h"
#include "ports/http_client.h"
#include "ports/metrics.h"

namespace imprint {

struct OutboundOptions {
  std::size_t in_flight = 64;  // requests at a time; more wait for their turn
  std::chrono::milliseconds connect_timeout{
      5000};                                 // name, connection and TLS, of each redirect too
  std::size_t max_header_bytes = 64 * 1024;  // of one answer, with its trailers
  std::string user_agent = "imprint";
  std::string ca_file;  // PEM certificates to trust besides the system's; empty for none
  Metrics* metrics = &Metrics::None();
};

/// HttpClient over libcurl. The exchange runs on the calling thread. Every connection is made to an
/// address that the policy has seen, whatever the name resolved to before; no proxy, cookie, netrc
/// file or decompression; TLS certificates are always checked. Beyond the port:
/// - a URL that is not http or https or holds credentials, a redirect to one, and a redirect from
///   https to http are kOutboundRefused;
/// - a header that HTTP forbids or that would change the request's framing is kOutboundFailed;
/// - a redirect to another scheme, host or port takes only the headers Accept, Accept-Language and
///   User-Agent along;
/// - max_redirects 0 gives the redirecting answer itself; one redirect too many is kOutboundFailed.
/// Errors' details, for the log, hold libcurl's words and the address that was refused.
class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(AddressPolicy policy, OutboundOptions options = {});

  Result<OutboundResponse> Send(const OutboundRequest& request) override;

 private:
  Result<OutboundResponse> Exchange(const OutboundRequest& request);

  const AddressPolicy policy_;
  const OutboundOptions options_;
  HandlePool handles_;
};

}  // namespace imprint
