#pragma once

#include <curl/curl.h>

#include <memory>

#include "base/error.h"
#include "ports/http_client.h"

namespace imprint {

struct FreeHeaderList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeHeaderList>;

/// kOutboundFailed for a method or header that is not HTTP's (a line break in a value) or that
/// would change how the request is framed, routed or proxied (Content-Length, Host, CONNECT).
Status CheckRequest(const OutboundRequest& request);

/// What may go to another place than the caller named: no body, and of the headers only those that
/// cannot hold a secret.
OutboundRequest WithoutSecrets(const OutboundRequest& request);

/// The lines of a request that CheckRequest has accepted, with libcurl's own additions off.
HeaderList MakeHeaderList(const OutboundRequest& request);

}  // namespace imprint
