#include "outbound/url.h"

#include <new>
#include <utility>

namespace imprint {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

Error UrlError(CURLUcode code) {
  switch (code) {
    case CURLUE_UNSUPPORTED_SCHEME:
    case CURLUE_BAD_SCHEME:
      return Error(ErrorCode::kOutboundRefused, "The URL must begin with http:// or https://.");
    case CURLUE_USER_NOT_ALLOWED:
      return Error(ErrorCode::kOutboundRefused, "The URL may not hold a user name or password.");
    case CURLUE_OUT_OF_MEMORY:
      throw std::bad_alloc();
    default:
      return Error(ErrorCode::kOutboundFailed, "The URL is not valid.")
          .WithDetail(curl_url_strerror(code));
  }
}

}  // namespace

Result<OutboundUrl> OutboundUrl::Parse(const std::string& text) {
  return Set(Handle(curl_url()), text);
}

Result<OutboundUrl> OutboundUrl::Resolve(const std::string& location) const {
  return Set(Handle(curl_url_dup(handle_.get())), location);
}

Result<OutboundUrl> OutboundUrl::Set(Handle handle, const std::string& text) {
  if (!handle) throw std::bad_alloc();
  if (text.find('\0') != std::string::npos) return Fail(UrlError(CURLUE_MALFORMED_INPUT));
  const CURLUcode code = curl_url_set(handle.get(), CURLUPART_URL, text.c_str(),
                                      CURLU_DISALLOW_USER | CURLU_URLENCODE);
  if (code != CURLUE_OK) return Fail(UrlError(code));
  curl_url_set(handle.get(), CURLUPART_FRAGMENT, nullptr, 0);

  OutboundUrl url;
  url.handle_ = std::move(handle);
  url.scheme_ = url.Part(CURLUPART_SCHEME);
  url.host_ = url.Part(CURLUPART_HOST);
  url.port_ = url.Part(CURLUPART_PORT);
  if (url.scheme_ != "http" && url.scheme_ != "https") {
    return Fail(UrlError(CURLUE_UNSUPPORTED_SCHEME));
  }
  if (url.host_.empty()) return Fail(UrlError(CURLUE_NO_HOST));
  return url;
}

std::string OutboundUrl::Part(CURLUPart part) const {
  char* text = nullptr;
  if (curl_url_get(handle_.get(), part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  for (char& c : out) c = Lower(c);
  return out;
}

bool OutboundUrl::SameOrigin(const OutboundUrl& other) const {
  return scheme_ == other.scheme_ && host_ == other.host_ && port_ == other.port_;
}

}  // namespace imprint
