#include "client/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "base/json/writer.h"
#include "client/fields.h"

namespace imprint::client {
namespace {

constexpr std::chrono::minutes kAnswerTime{5};
constexpr std::chrono::hours kUploadTime{1};
constexpr std::size_t kPageItems = 1000;
constexpr std::size_t kLeastPageBytes = std::size_t{16} << 10;  // so that pages are bounded too

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
    return Refuse(Exit::kFailed, "This is no Imprint server's answer: it is not JSON.");
  }
  const json::Value root = document->root();
  const bool empty = response->body.empty() && request.needs.empty();
  if (!root.is_object() && !empty) {
    return Refuse(Exit::kFailed, "This is no Imprint server's answer: it is no JSON object.");
  }
  if (!request.needs.empty() && IsNull(root[request.needs])) {
    return Refuse(
        Exit::kFailed,
        fmt::format("This is no Imprint server's answer: it has no \"{}\".", request.needs));
  }
  return std::move(*document);
}

Outcome<json::Document> Api::List(Request request, std::size_t most, std::size_t most_bytes) {
  request.needs = "items";
  std::string text;
  json::Writer out(text);
  out.BeginObject().Key("items").BeginArray();
  std::size_t count = 0;
  std::size_t bytes = 0;
  std::string next;
  std::set<std::string> cursors;
  do {
    Request page = request;
    page.query.emplace_back("limit", std::to_string(std::min(kPageItems, most - count)));
    if (!next.empty()) page.query.emplace_back("cursor", next);
    auto answer = Ask(page);
    if (!answer) return PassOn(answer);
    bytes += std::max(answer->text().size(), kLeastPageBytes);
    if (bytes > most_bytes) {
      return Refuse(Exit::kFailed, "The server's list is too long to be taken as a whole.");
    }
    const json::Value items = answer->root()["items"];
    if (!items.is_array()) {
      return Refuse(Exit::kFailed, "This is no Imprint server's answer: \"items\" is no list.");
    }
    items.ForEachItem([&](json::Value item) { out.Raw(item.token()); });
    next = TextOf(answer->root()["next"]);
    // A server that gives nothing, or a page again, would keep this going for ever.
    if (CountOf(items) == 0 || !cursors.insert(next).second) next.clear();
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
