#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/accounts.h"
#include "app/diga_templates.h"
#include "app/services.h"
#include "base/json/document.h"
#include "base/json/schema.h"
#include "surface/http/account/account_handler.h"
#include "surface/http/router.h"

namespace imprint::diga {

/// What this dialect is served with. Outlives the router.
struct Site {
  const Services& services;
  http::FailureLog on_failure;
  http::Admission* admission = nullptr;  // null: nobody is held to a rate
};

/// What every handler works with, for one request.
struct Context {
  const Services& services;  // with the caller
  const Site& site;
};

/// The body, conforming to `schema`; every fault at once.
Result<json::Document> ParseBody(const Context& context, const http::Request& request,
                                 const json::Schema& schema, json::Presence presence);
/// The body as any JSON value.
Result<json::Document> ParseJson(const Context& context, const http::Request& request);

/// A {name} of the route as a UUID.
Result<Id> IdParam(const http::Request& request, std::string_view name);
/// Two of them, with the faults of both.
struct TwoIds {
  Id integration;
  Id tool;
};
Result<TwoIds> ToolParams(const http::Request& request);

/// How a list is asked for.
struct Paging {
  std::optional<Id> after;
  std::optional<Id> before;
  std::optional<std::size_t> page;
  std::size_t limit = 20;
  bool descending = true;
};
Result<Paging> PagingOf(const http::Request& request, std::size_t default_limit);

/// One of `values` in the query; nothing when it is absent. Fault "enum".
Result<std::string> ChoiceOf(const http::Request& request, std::string_view name,
                             std::span<const std::string_view> values);

/// The part of `ids` (ascending) that was asked for, in the order of the list.
struct Page {
  std::vector<Id> ids;
  bool has_more = false;
  std::optional<std::size_t> current_page;  // not with a cursor
  std::size_t total_pages = 0;
};
Page PageOf(const std::vector<Id>& ids, const Paging& paging);

/// The same of a list that is read in parts: which part it is, in ascending order.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Range RangeOf(const IdPlaces& places, const Paging& paging);
/// The page that those of its range make, which are ascending.
Page PageOf(std::vector<Id> ids, const Range& range, const IdPlaces& places, const Paging& paging);

/// The paginated envelope around items that `item` gives for an id.
Result<std::string> PageBody(const Page& page,
                             const std::function<Result<std::string>(const Id&)>& item);

using http::Json;

}  // namespace imprint::diga
