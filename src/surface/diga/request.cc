#include "surface/diga/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json/writer.h"

namespace imprint::diga {
namespace {

using json::Location;

constexpr std::size_t kMostPerPage = 100;

bool IsJson(const http::Request& request) {
  const std::string type = request.MediaType();
  return type == "application/json" ||
         (type.starts_with("application/") && type.ends_with("+json"));
}

/// Reads query parameters, collecting every fault.
class QueryReader {
 public:
  explicit QueryReader(const http::Request& request) : request_(request) {}

  std::optional<Id> Uuid(std::string_view name) {
    const std::string* text = request_.Query(name);
    if (!text || text->empty()) return std::nullopt;
    const auto id = Id::FromUuidText(*text);
    if (!id) Fault(name, "uuid_parsing", "Input should be a valid UUID");
    return id;
  }

  std::optional<std::size_t> Count(std::string_view name, std::size_t most) {
    const std::string* text = request_.Query(name);
    if (!text || text->empty()) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size()) {
      Fault(name, "int_parsing",
            "Input should be a valid integer, unable to parse string as an integer");
    } else if (value < 1) {
      Fault(name, "greater_than_equal", "Input should be greater than or equal to 1");
    } else if (static_cast<std::size_t>(value) > most) {
      Fault(name, "less_than_equal", fmt::format("Input should be less than or equal to {}", most));
    }
    return static_cast<std::size_t>(std::max<std::int64_t>(value, 1));
  }

  void Fault(std::string_view name, std::string_view reason, std::string message) {
    problems_.push_back(json::Invalid(Location("query").Then(name), reason, std::move(message)));
  }

  Status Take() {
    if (problems_.empty()) return {};
    return Fail(Error(std::move(problems_)));
  }

 private:
  const http::Request& request_;
  std::vector<Problem> problems_;
};

Problem BadUuid(std::string_view name) {
  return json::Invalid(Location("path").Then(name), "uuid_parsing", "Input should be a valid UUID");
}

}  // namespace

Result<json::Document> ParseJson(const Context& context, const http::Request& request) {
  if (!IsJson(request)) {
    return Fail(ErrorCode::kUnsupportedMediaType,
                "Input should be a valid dictionary or object to extract fields from");
  }
  return json::Document::Parse(request.body, context.services.limits.json_depth);
}

Result<json::Document> ParseBody(const Context& context, const http::Request& request,
                                 const json::Schema& schema, json::Presence presence) {
  auto document = ParseJson(context, request);
  if (!document) return document;
  std::vector<Problem> problems;
  const std::string text =
      json::Conform(document->root(), schema, presence, Location("body"), problems);
  if (!problems.empty()) return Fail(Error(std::move(problems)));
  return json::Document::Parse(text, context.services.limits.json_depth);
}

Result<Id> IdParam(const http::Request& request, std::string_view name) {
  const auto id = Id::FromUuidText(request.Param(name));
  if (!id) return Fail(Error({BadUuid(name)}));
  return *id;
}

Result<TwoIds> ToolParams(const http::Request& request) {
  const auto integration = Id::FromUuidText(request.Param("integration_id"));
  const auto tool = Id::FromUuidText(request.Param("tool_id"));
  std::vector<Problem> problems;
  if (!integration) problems.push_back(BadUuid("integration_id"));
  if (!tool) problems.push_back(BadUuid("tool_id"));
  if (!problems.empty()) return Fail(Error(std::move(problems)));
  return TwoIds{*integration, *tool};
}

Result<Paging> PagingOf(const http::Request& request, std::size_t default_limit) {
  QueryReader reader(request);
  Paging paging;
  paging.after = reader.Uuid("after");
  paging.before = reader.Uuid("before");
  paging.page = reader.Count("page", 1'000'000'000);
  paging.limit = reader.Count("limit", kMostPerPage).value_or(default_limit);
  if (const std::string* order = request.Query("order"); order && !order->empty()) {
    paging.descending = *order == "desc";
    if (*order != "asc" && *order != "desc") {
      reader.Fault("order", "literal_error", "Input should be 'asc' or 'desc'");
    }
  }
  if (auto good = reader.Take(); !good) return Pass(good);
  return paging;
}

Result<std::string> ChoiceOf(const http::Request& request, std::string_view name,
                             std::span<const std::string_view> values) {
  const std::string* text = request.Query(name);
  if (!text || text->empty()) return std::string();
  if (std::find(values.begin(), values.end(), *text) != values.end()) return *text;
  std::string expected;
  for (const std::string_view value : values) {
    expected += fmt::format("{}'{}'", expected.empty() ? "" : " or ", value);
  }
  return Fail(
      Error({json::Invalid(Location("query").Then(name), "enum", "Input should be " + expected)}));
}

Range RangeOf(const IdPlaces& places, const Paging& paging) {
  const std::size_t total = places.total;
  // In the order of the list.
  std::size_t begin = 0;
  std::size_t end = total;
  if (const auto& after = places.after) {
    begin = paging.descending ? total - after->below : after->below + after->present;
  }
  if (const auto& before = places.before) {
    end = paging.descending ? total - before->below - before->present : before->below;
    if (!places.after && end > paging.limit) begin = end - paging.limit;
  }
  const bool by_cursor = places.after || places.before;
  if (!by_cursor && paging.page) begin = std::min(end, (*paging.page - 1) * paging.limit);
  begin = std::min(begin, end);
  const std::size_t last = std::min(end, begin + paging.limit);
  return paging.descending ? Range{total - last, total - begin} : Range{begin, last};
}

Page PageOf(std::vector<Id> ids, const Range& range, const IdPlaces& places, const Paging& paging) {
  if (paging.descending) std::reverse(ids.begin(), ids.end());
  Page page;
  page.ids = std::move(ids);
  page.has_more = paging.descending ? range.begin > 0 : range.end < places.total;
  if (!places.after && !places.before) page.current_page = paging.page.value_or(1);
  page.total_pages = (places.total + paging.limit - 1) / paging.limit;
  return page;
}

Page PageOf(const std::vector<Id>& ids, const Paging& paging) {
  const auto place_of = [&](const std::optional<Id>& id) -> std::optional<IdPlace> {
    if (!id) return std::nullopt;
    const auto place = std::lower_bound(ids.begin(), ids.end(), *id);
    return IdPlace{static_cast<std::size_t>(place - ids.begin()),
                   place != ids.end() && *place == *id};
  };
  const IdPlaces places{ids.size(), place_of(paging.after), place_of(paging.before)};
  const Range range = RangeOf(places, paging);
  return PageOf({ids.begin() + static_cast<std::ptrdiff_t>(range.begin),
                 ids.begin() + static_cast<std::ptrdiff_t>(range.end)},
                range, places, paging);
}

Result<std::string> PageBody(const Page& page,
                             const std::function<Result<std::string>(const Id&)>& item) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("data").BeginArray();
  std::optional<Id> first;
  std::optional<Id> last;
  for (const Id& id : page.ids) {
    auto text = item(id);
    // What was deleted between the list and this look is left out.
    if (!text && text.error().code() == ErrorCode::kNotFound) continue;
    if (!text) return text;
    writer.Raw(*text);
    if (!first) first = id;
    last = id;
  }
  writer.EndArray();
  const auto id_or_null = [&](const char* key, const std::optional<Id>& id) {
    writer.Key(key).Raw(id ? json::Quote(id->Text()) : "null");
  };
  id_or_null("first_id", first);
  id_or_null("last_id", last);
  writer.Key("has_more").Bool(page.has_more);
  writer.Key("current_page").Raw(page.current_page ? std::to_string(*page.current_page) : "null");
  writer.Key("total_pages").Number(static_cast<std::int64_t>(page.total_pages)).EndObject();
  return body;
}

}  // namespace imprint::diga
