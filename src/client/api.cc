#include "client/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/json/writer.h"
#include "client/fields.h"

namespace imprint::client {
namespace {

constexpr std::size_t kMostAnswerBytes = std::size_t{512} << 20;
constexpr std::chrono::minutes kAnswerTime{5};
constexpr std::chrono::hours kUploadTime{1};
constexpr std::size_t kPageItems = 1000;

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string Encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string UrlOf(const Server& server, const Request& request) {
  std::string url = server.url + request.path;
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    url += mark + Encoded(name) + "=" + Encoded(value);
    mark = '&';
  }
  return url;
}

}  // namespace

std::string PathOf(std::initializer_list<std::string_view> parts) {
  std::string path;
  for (const std::string_view part : parts) path += "/" + Encoded(part);
  return path;
}

FileBytes BytesOf(std::string_view bytes) {
  return {bytes.size(),
          [bytes](std::uint64_t at, char* to, std::size_t most) -> std::optional<std::size_t> {
            const std::size_t count = std::min(most, bytes.size() - static_cast<std::size_t>(at));
            std::memcpy(to, bytes.data() + at, count);
            return count;
          }};
}

Outcome<OutboundResponse> Api::Exchange(const OutboundRequest& request) {
  auto response = http_.Send(request);
  if (!response) return Refuse(response.error());
  if (response->status < 200 || response->status > 299) {
    return tl::unexpected<Refusal>(RefusalOf(response->status, response->body));
  }
  return std::move(*response);
}

Outcome<OutboundResponse> Api::Send(const Request& request) {
  OutboundRequest out;
  out.method = request.method;
  out.url = UrlOf(server_, request);
  out.headers = request.headers;
  if (!server_.token.empty()) out.headers.emplace_back("Authorization", "Bearer " + server_.token);
  if (!request.body.empty()) out.headers.emplace_back("Content-Type", "application/json");
  out.body = request.body;
  out.timeout = kAnswerTime;
  out.max_response_bytes = kMostAnswerBytes;
  out.max_redirects = 0;
  return Exchange(out);
}

Outcome<json::Document> Api::Ask(const Request& request) {
  auto response = Send(request);
  if (!response) return PassOn(response);
  const std::string_view body = response->body.empty() ? "null" : std::string_view(response->body);
  auto document = json::Document::Parse(body, kAnswerDepth);
  if (!document) {
    return Refuse(Exit::kFailed, "What answers there is no Imprint: its answer is not JSON.");
  }
  return std::move(*document);
}

Outcome<json::Document> Api::List(Request request, std::size_t most) {
  std::string text;
  json::Writer out(text);
  out.BeginObject().Key("items").BeginArray();
  std::size_t count = 0;
  std::string next;
  do {
    Request page = request;
    page.query.emplace_back("limit", std::to_string(std::min(kPageItems, most - count)));
    if (!next.empty()) page.query.emplace_back("cursor", next);
    auto answer = Ask(page);
    if (!answer) return PassOn(answer);
    const json::Value items = answer->root()["items"];
    items.ForEachItem([&](json::Value item) { out.Raw(item.token()); });
    const std::string before = next;
    next = TextOf(answer->root()["next"]);
    // A server that gives nothing, or the same page again, would keep this going for ever.
    if (CountOf(items) == 0 || next == before) next.clear();
    count += CountOf(items);
  } while (!next.empty() && count < most);
  out.EndArray().Key("next");
  next.empty() ? out.Raw("null") : out.String(next);
  out.EndObject();
  auto document = json::Document::Parse(text, kAnswerDepth + 2);
  if (!document) return Refuse(document.error());
  return std::move(*document);
}

Outcome<void> Api::Upload(const std::string& signed_url, const FileBytes& file) {
  OutboundRequest out;
  out.method = "PUT";
  out.url = signed_url;
  out.headers = {{"Content-Type", "application/zip"}};
  out.upload = file.read;
  out.upload_bytes = file.size;
  out.timeout = kUploadTime;
  auto response = Exchange(out);
  if (!response) return PassOn(response);
  return {};
}

}  // namespace imprint::client
