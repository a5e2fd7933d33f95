#include "blob/s3/objects.h"

#include <curl/curl.h>

#include <charconv>
#include <string_view>
#include <utility>

#include "blob/s3/listing.h"
#include "blob/s3/xml.h"

namespace imprint::s3 {
namespace {

Result<Listing> ListPage(const Client& client, const std::string& folder, const std::string& from) {
  Call call{"GET", ""};
  call.query = {{"list-type", "2"},
                {"max-keys", std::to_string(client.options().page_objects)},
                {"prefix", client.KeyOf(folder)}};
  if (!from.empty()) call.query.emplace_back("continuation-token", from);
  const auto answer = client.Perform(call);
  if (!answer) return Fail(answer.error());
  auto page = ParseListing(answer->body);
  if (!page || (!from.empty() && page->next == from)) {
    return Fail(Unavailable("GET the bucket: an answer that is no listing"));
  }
  return std::move(*page);
}

}  // namespace

Result<std::uint64_t> SizeOf(const Answer& answer) {
  const std::string_view text = answer.Header("content-length");
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error == std::errc{} && end == text.data() + text.size()) return size;
  return Fail(Unavailable("an answer without Content-Length"));
}

Result<Time> WrittenTime(const Answer& answer) {
  const std::string text(answer.Header("last-modified"));
  const std::time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds >= 0) return FromMillis(static_cast<std::int64_t>(seconds) * 1000);
  return Fail(Unavailable("an answer without Last-Modified"));
}

Result<std::string> TagOf(const Answer& answer) {
  const std::string_view tag = answer.Header("etag");
  if (!tag.empty()) return std::string(tag);
  return Fail(Unavailable("an answer without ETag"));
}

Status RemoveObject(const Client& client, const std::string& key) {
  auto removed = client.Perform({"DELETE", key});
  if (removed || removed.error().code() == ErrorCode::kNotFound) return {};
  return Fail(std::move(removed.error()));
}

Status CopyObject(const Client& client, const std::string& from, const std::string& to,
                  std::uint64_t size, const std::string& tag) {
  const std::string source = "/" + client.options().bucket + "/" + client.KeyOf(from);
  Call call{"PUT", to};
  call.headers = {{"x-amz-copy-source", UriEncode(source, Slashes::kKeep)}};
  if (!tag.empty()) call.headers.emplace_back("x-amz-copy-source-if-match", tag);
  call.work_bytes = size;
  const auto answer = client.Perform(call);
  if (!answer) return Fail(answer.error());
  // A copy that fails after a while does so in the body of a 200.
  const auto document = ParseXml(answer->body);
  if (document && document->name == "CopyObjectResult") return {};
  return Fail(Unavailable("PUT " + to + ": 200 without a copy"));
}

Status ForEachObject(const Client& client, const std::string& folder,
                     const std::function<void(const std::string& key, Time written)>& visit) {
  const std::size_t prefix = client.KeyOf("").size();
  std::string next;
  do {
    const auto page = ListPage(client, folder, next);
    if (!page) return Fail(page.error());
    for (const auto& object : page->objects) {
      if (object.key.starts_with(client.KeyOf(folder))) {
        visit(object.key.substr(prefix), object.written);
      }
    }
    next = page->next;
  } while (!next.empty());
  return {};
}

}  // namespace imprint::s3
