#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "app/accounts.h"
#include "app/services.h"
#include "base/json/document.h"
#include "surface/http/account/account_handler.h"
#include "surface/http/router.h"

namespace imprint::integrator {

/// What this dialect is served with. Outlives the router.
struct Site {
  const Services& services;
  std::string public_url;  // of this server, without a final slash; empty: what the client called
  http::FailureLog on_failure;
  http::Admission* admission = nullptr;  // null: nobody is held to a rate
};

/// What every handler works with, for one request.
struct Context {
  const Services& services;  // with the caller
  const Site& site;
};

/// The body as a JSON object. kUnsupportedMediaType unless the Content-Type is application/json,
/// kMalformedBody when it is not an object.
Result<json::Document> ParseObject(const Context& context, const http::Request& request);
/// The same for any JSON value of one of these types, in small letters.
Result<json::Document> ParseJson(const Context& context, const http::Request& request,
                                 std::initializer_list<std::string_view> media_types);

/// {_id} of the route; kNotFound, as for an id that nothing has, when it is not an id.
Result<Id> IdParam(const http::Request& request, std::string_view what);

/// `limit` and `skip`; kInvalidQuery unless they are whole numbers in range.
struct Paging {
  std::size_t limit;
  std::size_t skip;
};
Result<Paging> PagingOf(const Context& context, const http::Request& request);

/// Adds the Link header with the pages before and behind; `given` items, maybe fewer than the
/// limit, are on this one.
void AddPageLinks(const Context& context, const http::Request& request, const Paging& paging,
                  std::size_t given, bool more, http::Response& response);

/// "http://host:port" as the client sees this server.
std::string BaseUrl(const Context& context, const http::Request& request);

using http::Json;

}  // namespace imprint::integrator
