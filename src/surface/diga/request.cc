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

Page PageOf(const std::vector<Id>& ids, const Paging& paging) {
  std::vector<Id> ordered(ids);
  if (paging.descending) std::reverse(ordered.begin(), ordered.end());
  const auto is_before = [&](const Id& a, const Id& b) {
    return paging.descending ? b < a : a < b;
  };
  std::size_t begin = 0;
  std::size_t end = ordered.size();
  if (paging.after) {
    begin = static_cast<std::size_t>(
        std::upper_bound(ordered.begin(), ordered.end(), *paging.after, is_before) -
        ordered.begin());
  }
  if (paging.before) {
    end = static_cast<std::size_t>(
        std::lower_bound(ordered.begin(), ordered.end(), *paging.before, is_before) -
        ordered.begin());
    if (!paging.after && end > paging.limit) begin = end - paging.limit;
  }
  const bool by_cursor = paging.after || paging.before;
  if (!by_cursor && paging.page) begin = std::min(end, (*paging.page - 1) * paging.limit);
  begin = std::min(begin, end);
  const std::size_t last = std::min(end, begin + paging.limit);
  Page page;
  page.ids.assign(ordered.begin() + static_cast<std::ptrdiff_t>(begin),
                  ordered.begin() + static_cast<std::ptrdiff_t>(last));
  page.has_more = last < ordered.size();
  if (!by_cursor) page.current_page = paging.page.value_or(1);
  page.total_pages = (ordered.size() + paging.limit - 1) / paging.limit;
  return page;
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
