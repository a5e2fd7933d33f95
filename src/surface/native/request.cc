#include "surface/native/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

namespace imprint::native {
namespace {

constexpr std::size_t kDefaultLimit = 100;
// What one answer tells of a query; a client that sends more is no person.
constexpr std::size_t kMostQueryFaults = 20;

}  // namespace

Result<json::Document> ParseBody(const Context& context, const http::Request& request) {
  if (request.MediaType() != "application/json") {
    return Fail(ErrorCode::kUnsupportedMediaType, "The body must be sent as application/json.",
                "Content-Type");
  }
  return json::Document::Parse(request.body, context.services.limits.json_depth);
}

Status ReadBody(const Context& context, const json::Document& body,
                const std::function<void(ObjectReader&, Faults&)>& read) {
  Faults faults(context.services.limits.bundle_problems);
  ObjectReader reader(body.root(), "", faults);
  read(reader, faults);
  reader.RefuseOthers();
  return faults.Take();
}

QueryReader::QueryReader(const http::Request& request)
    : request_(request), faults_(kMostQueryFaults) {}

void QueryReader::Refuse(std::string_view name, std::string_view what) {
  faults_.Add(FieldPath({}, name), what, ErrorCode::kInvalidQuery);
}

std::string QueryReader::Text(std::string_view name) {
  known_.push_back(name);
  const std::string* text = request_.Query(name);
  return text ? *text : std::string();
}

bool QueryReader::Flag(std::string_view name) {
  known_.push_back(name);
  const std::string* text = request_.Query(name);
  if (!text || *text == "false") return false;
  if (*text != "true") Refuse(name, "must be true or false");
  return true;
}

std::optional<std::uint32_t> QueryReader::Number(std::string_view name) {
  const std::string text = Text(name);
  if (text.empty()) return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number > 0) return number;
  Refuse(name, "must be a whole number from 1");
  return std::nullopt;
}

std::optional<Id> QueryReader::AnyId(std::string_view name) {
  const std::string text = Text(name);
  if (text.empty()) return std::nullopt;
  const auto id = ParseId(text);
  if (!id) Refuse(name, "must be an id: 24 hex digits or a UUID");
  return id;
}

std::optional<std::size_t> QueryReader::Choice(std::string_view name,
                                               std::span<const std::string_view> values) {
  const std::string text = Text(name);
  if (text.empty()) return std::nullopt;
  const auto found = std::find(values.begin(), values.end(), text);
  if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
  Refuse(name, "must be " + OneOf(values));
  return std::nullopt;
}

std::size_t QueryReader::Limit(std::size_t most) {
  return std::min<std::size_t>(Number("limit").value_or(kDefaultLimit), most);
}

Status QueryReader::RefuseOthers() {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : request_.query) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      Refuse(name, "is not a known parameter");
    } else if (!seen.insert(name).second) {
      Refuse(name, "is given more than once");
    }
  }
  return faults_.Take();
}

Error NotFound(std::string_view what) {
  std::string message = fmt::format("{} not found.", what);
  message[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(message[0])));
  const std::string_view field = what == "installation" ? "id" : what;
  return {ErrorCode::kNotFound, std::move(message), std::string(field)};
}

Result<Id> IdParam(const http::Request& request, std::string_view what) {
  const auto id = ParseId(request.Param(fmt::format("{}Id", what)));
  if (!id) return Fail(NotFound(what));
  return *id;
}

http::Response Large(http::Response response, HeldMemory held) {
  if (held) held->ShrinkTo(response.body.size());
  response.held = std::move(held);
  return response;
}

Result<http::Response> Counted(const Context& context, http::Response response) {
  auto held = HoldMemory(context.services, response.body.size());
  if (!held) return Pass(held);
  return Large(std::move(response), std::move(*held));
}

http::Response Told(const Context& context, http::Response response) {
  auto held = HoldMemory(context.services, response.body.size());
  return Large(std::move(response), held ? std::move(*held) : nullptr);
}

}  // namespace imprint::native
