#include "outbound/transfer_error.h"

#include <fmt/format.h>

namespace imprint {
namespace {

// Completes "{host} ...".
std::string_view Reason(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "is not a host that can be found";
    case CURLE_COULDNT_CONNECT:
      return "takes no connection";
    case CURLE_OPERATION_TIMEDOUT:
      return "did not answer in time";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "has a TLS certificate that is not valid for it or not trusted";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
      return "does not agree on a TLS connection";
    case CURLE_GOT_NOTHING:
      return "closed the connection without an answer";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return "broke off the connection";
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return "gives an answer that is not valid HTTP";
    case CURLE_URL_MALFORMAT:
      return "is not a valid host name";
    case CURLE_OUT_OF_MEMORY:
      // Also libcurl's answer to a header line over its own limit.
      return "gives an answer that is too large";
    default:
      return "could not be asked";
  }
}

}  // namespace

Error TransferError(CURLcode code, std::string_view host) {
  const auto kind =
      code == CURLE_OPERATION_TIMEDOUT ? ErrorCode::kOutboundTimeout : ErrorCode::kOutboundFailed;
  return Error(kind, fmt::format("{} {}.", host, Reason(code)));
}

}  // namespace imprint
