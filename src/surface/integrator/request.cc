#include "surface/integrator/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "surface/http/request_head.h"

namespace imprint::integrator {
namespace {

Result<std::size_t> Number(const http::Request& request, const char* name, std::size_t otherwise,
                           std::size_t least, std::size_t most) {
  const std::string* text = request.Query(name);
  if (!text || text->empty()) return otherwise;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < least) {
    return Fail(ErrorCode::kInvalidQuery,
                fmt::format("{} must be a whole number from {}.", name, least), name);
  }
  return std::min(value, most);
}

bool IsHost(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
  });
}

// As it was sent, without what would end the address in a Link header.
void AppendSafe(std::string_view text, std::string& url) {
  for (const char c : text) {
    if (c == '<' || c == '>' || c == '"') {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      url += c;
    }
  }
}

bool IsPagingPart(std::string_view part) {
  const auto name = http::PercentDecode(part.substr(0, part.find('=')), true);
  return name == "skip" || name == "limit";
}

// The request's own address with another skip, every other parameter as it was sent.
std::string PageUrl(const Context& context, const http::Request& request, const Paging& paging,
                    std::size_t skip) {
  std::string url = BaseUrl(context, request);
  AppendSafe(http::RawPath(request.target), url);
  char separator = '?';
  const std::size_t query = request.target.find('?');
  std::string_view rest =
      query == std::string::npos ? "" : std::string_view(request.target).substr(query + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty() || IsPagingPart(part)) continue;
    url += separator;
    AppendSafe(part, url);
    separator = '&';
  }
  return url + fmt::format("{}limit={}&skip={}", separator, paging.limit, skip);
}

}  // namespace

Result<json::Document> ParseJson(const Context& context, const http::Request& request,
                                 std::initializer_list<std::string_view> media_types) {
  const std::string type = request.MediaType();
  if (std::find(media_types.begin(), media_types.end(), type) == media_types.end()) {
    return Fail(ErrorCode::kUnsupportedMediaType, "The body must be sent as application/json.",
                "Content-Type");
  }
  return json::Document::Parse(request.body, context.services.limits.json_depth);
}

Result<json::Document> ParseObject(const Context& context, const http::Request& request) {
  auto document = ParseJson(context, request, {"application/json"});
  if (document && !document->root().is_object()) {
    return Fail(ErrorCode::kMalformedBody, "The body must be a JSON object.");
  }
  return document;
}

Result<Id> IdParam(const http::Request& request, std::string_view what) {
  const auto id = Id::FromObjectIdText(request.Param("_id"));
  if (!id) return Fail(ErrorCode::kNotFound, fmt::format("{} not found.", what), "_id");
  return *id;
}

Result<Paging> PagingOf(const Context& context, const http::Request& request) {
  const std::size_t most = context.services.limits.page_items;
  auto limit = Number(request, "limit", most, 1, most);
  if (!limit) return Pass(limit);
  auto skip = Number(request, "skip", 0, 0, std::size_t{1} << 40);
  if (!skip) return Pass(skip);
  return Paging{*limit, *skip};
}

void AddPageLinks(const Context& context, const http::Request& request, const Paging& paging,
                  std::size_t given, bool more, http::Response& response) {
  std::string links;
  const auto add = [&](std::size_t skip, const char* relation) {
    links += fmt::format("{}<{}>; rel=\"{}\"", links.empty() ? "" : ", ",
                         PageUrl(context, request, paging, skip), relation);
  };
  if (more) add(paging.skip + given, "next");
  if (paging.skip > 0) add(paging.skip > paging.limit ? paging.skip - paging.limit : 0, "prev");
  if (!links.empty()) response.headers.emplace_back("Link", std::move(links));
}

std::string BaseUrl(const Context& context, const http::Request& request) {
  if (!context.site.public_url.empty()) return context.site.public_url;
  const std::string* host = request.Header("host");
  return (request.secure ? "https://" : "http://") +
         (host && IsHost(*host) ? *host : std::string("localhost"));
}

}  // namespace imprint::integrator
