#include "surface/http/response_head.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <utility>

namespace imprint::http {
namespace {

constexpr std::array<std::string_view, 8> kServerHeaders = {
    "connection", "content-length", "content-type",           "date",
    "keep-alive", "x-request-id",   "x-content-type-options", "transfer-encoding"};

constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool IsServerHeader(std::string_view name) {
  return std::any_of(kServerHeaders.begin(), kServerHeaders.end(), [&](std::string_view own) {
    return std::equal(name.begin(), name.end(), own.begin(), own.end(),
                      [](char a, char b) { return Lower(a) == b; });
  });
}

bool IsFieldName(std::string_view name) {
  constexpr std::string_view kSeparators = "\"(),/:;<=>?@[\\]{}";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return c > ' ' && c < 0x7f && kSeparators.find(c) == kSeparators.npos;
  });
}

bool IsFieldValue(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool HasNoBody(int status) {
  return status == 204 || status == 304;
}

void AppendField(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

/// RFC 9110's date of now; made anew once a second and thread.
const std::string& DateText() {
  thread_local std::time_t made = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now == made) return text;
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> buffer{};
  const std::size_t size =
      std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  text.assign(buffer.data(), size);
  made = now;
  return text;
}

}  // namespace

std::string_view ReasonOf(int status) {
  const auto* found = std::find_if(std::begin(kReasons), std::end(kReasons),
                                   [&](const auto& reason) { return reason.first == status; });
  return found == std::end(kReasons) ? "Status" : found->second;
}

bool IsSendable(const Response& response) {
  return response.status >= 200 && response.status <= 599 && IsFieldValue(response.content_type) &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
           return IsFieldName(header.first) && IsFieldValue(header.second);
         });
}

std::string_view BodyOf(const Response& response) {
  if (HasNoBody(response.status)) return {};
  return response.fixed_body.empty() ? std::string_view(response.body) : response.fixed_body;
}

void AppendResponseHead(std::string& out, const Response& response, const ResponseFrame& frame) {
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(ReasonOf(response.status)).append("\r\n");
  AppendField(out, "Date", DateText());
  const std::string_view body = BodyOf(response);
  if (!body.empty() && !response.content_type.empty()) {
    AppendField(out, "Content-Type", response.content_type);
  }
  if (!HasNoBody(response.status)) AppendField(out, "Content-Length", std::to_string(body.size()));
  for (const auto& [name, value] : response.headers) {
    if (!IsServerHeader(name)) AppendField(out, name, value);
  }
  AppendField(out, "X-Request-Id", frame.request_id);
  AppendField(out, "X-Content-Type-Options", "nosniff");
  if (frame.close) {
    AppendField(out, "Connection", "close");
  } else if (frame.keep_alive) {
    AppendField(out, "Connection", "keep-alive");
  }
  out.append("\r\n");
}

}  // namespace imprint::http
