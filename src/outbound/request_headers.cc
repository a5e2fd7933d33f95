#include "outbound/request_headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <string_view>

namespace imprint {
namespace {

constexpr std::array<std::string_view, 10> kOurs{
    "connection", "content-length",    "expect",        "host", "keep-alive", "te", "trailer",
    "upgrade",    "transfer-encoding", "http2-settings"};
constexpr std::array<std::string_view, 3> kHarmless{"accept", "accept-language", "user-agent"};

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

bool IsToken(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "!#$%&'*+-.^_`|~0123456789"
                              "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == text.npos;
}

bool IsValue(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

template <std::size_t kCount>
bool IsOneOf(const std::array<std::string_view, kCount>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void Append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)list.release();
  list.reset(longer);
}

bool HasHeader(const OutboundRequest& request, std::string_view lower_name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return Lower(header.first) == lower_name; });
}

bool IsBlank(std::string_view value) {
  return value.find_first_not_of(" \t") == value.npos;
}

}  // namespace

Status CheckRequest(const OutboundRequest& request) {
  if (!IsToken(request.method) || request.method == "CONNECT" || request.method == "TRACE") {
    return Fail(ErrorCode::kOutboundFailed, "The request's method is not one that can be sent.");
  }
  for (const auto& [name, value] : request.headers) {
    if (!IsToken(name)) {
      return Fail(ErrorCode::kOutboundFailed, "A header's name has a character that HTTP forbids.");
    }
    const std::string lower = Lower(name);
    if (IsOneOf(kOurs, lower) || lower.starts_with("proxy-")) {
      return Fail(ErrorCode::kOutboundFailed,
                  fmt::format("The header {} cannot be set: it belongs to the connection.", name));
    }
    if (!IsValue(value)) {
      return Fail(ErrorCode::kOutboundFailed,
                  fmt::format("The header {} has a control character or line break.", name));
    }
  }
  return {};
}

OutboundRequest WithoutSecrets(const OutboundRequest& request) {
  OutboundRequest out = request;
  out.body.clear();
  out.upload = nullptr;
  std::erase_if(out.headers,
                [](const auto& header) { return !IsOneOf(kHarmless, Lower(header.first)); });
  return out;
}

HeaderList MakeHeaderList(const OutboundRequest& request) {
  HeaderList list;
  for (const auto& [name, value] : request.headers) {
    // libcurl reads "Name:" as "send no such header".
    Append(list, IsBlank(value) ? name + ";" : name + ": " + value);
  }
  Append(list, "Expect:");
  if (!HasHeader(request, "content-type")) Append(list, "Content-Type:");
  if (!HasHeader(request, "accept")) Append(list, "Accept: */*");
  return list;
}

}  // namespace imprint
