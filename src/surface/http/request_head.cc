#include "surface/http/request_head.h"

#include <algorithm>
#include <cstdint>
#include <random>

#include "surface/http/router.h"

namespace imprint::http {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view lower_case) {
  return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(),
                    [](char x, char y) { return Lower(x) == y; });
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsAlphanumeric(char c) {
  return IsDigit(c) || (Lower(c) >= 'a' && Lower(c) <= 'z');
}

auto IsOneOf(std::string_view others) {
  return [others](char c) { return IsAlphanumeric(c) || others.find(c) != others.npos; };
}

bool IsHostText(std::string_view host) {
  return std::all_of(host.begin(), host.end(), IsOneOf(".-_:[]%~"));
}

bool IsRequestId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), IsOneOf("._-"));
}

Status CheckHost(const Request& request, const Framing& framing) {
  const auto is_host = [](const auto& header) { return header.first == "host"; };
  const auto count = std::count_if(request.headers.begin(), request.headers.end(), is_host);
  if (count > 1) return Fail(ErrorCode::kBadRequest, "more than one Host header");
  if (count == 0 && framing.http11) return Fail(ErrorCode::kBadRequest, "a Host header is needed");
  if (count == 1 && !IsHostText(*request.Header("host"))) {
    return Fail(ErrorCode::kBadRequest, "the Host header is not a host and port");
  }
  return {};
}

/// Only the two plain forms: one Content-Length of digits, or "chunked" alone on HTTP/1.1.
Status CheckFraming(const Request& request, const Framing& framing) {
  int lengths = 0;
  for (const auto& [name, value] : request.headers) {
    if (name == "content-length") {
      const bool digits = !value.empty() && std::all_of(value.begin(), value.end(), IsDigit);
      if (++lengths > 1 || !digits) return Fail(ErrorCode::kBadRequest, "bad Content-Length");
    } else if (name == "transfer-encoding") {
      if (!framing.http11 || !framing.chunked || !EqualsIgnoringCase(value, "chunked")) {
        return Fail(ErrorCode::kBadRequest, "the only Transfer-Encoding taken is chunked");
      }
    }
  }
  return {};
}

std::string_view WithoutAuthority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!EqualsIgnoringCase(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    return target.substr(std::min(target.find_first_of("/?"), target.size()));
  }
  return target;
}

Status SplitTarget(Request& request) {
  const std::string_view raw = RawPath(request.target);
  if (raw.empty()) return Fail(ErrorCode::kBadRequest, "the request target must be a path");
  if (request.target.find('#') != std::string::npos) {
    return Fail(ErrorCode::kBadRequest, "the request target must not have a fragment");
  }
  auto path = PercentDecode(raw, false);
  if (!path) return Fail(ErrorCode::kBadRequest, "the path is not percent-encoded UTF-8");
  request.path = std::move(*path);

  const std::size_t mark = request.target.find('?');
  if (mark == std::string::npos) return {};
  auto query = ParseQuery(std::string_view(request.target).substr(mark + 1));
  if (!query) return Fail(ErrorCode::kInvalidQuery, "the query is not percent-encoded UTF-8");
  request.query = std::move(*query);
  return {};
}

}  // namespace

std::string_view RawPath(std::string_view target) {
  const std::string_view rest = WithoutAuthority(target);
  const std::string_view path = rest.substr(0, rest.find('?'));
  if (path.empty() && rest.size() < target.size()) return "/";
  if (path != "*" && !path.starts_with('/')) return {};
  return path;
}

Status CompleteHead(Request& request, Framing& framing) {
  if (Status host = CheckHost(request, framing); !host) return host;
  if (Status framed = CheckFraming(request, framing); !framed) return framed;
  const std::string* expect = request.Header("expect");
  framing.expects_continue =
      expect && framing.http11 && EqualsIgnoringCase(*expect, "100-continue");
  return SplitTarget(request);
}

std::string ChooseRequestId(const Request& request) {
  const std::string* sent = request.Header("x-request-id");
  if (sent && IsRequestId(*sent)) return *sent;

  // For telling log lines apart, so speed counts and being guessed does not.
  thread_local std::mt19937_64 generator{(std::uint64_t{std::random_device{}()} << 32) ^
                                         std::random_device{}()};
  std::uint64_t bits = generator();
  std::string id(16, '0');
  for (char& c : id) {
    c = "0123456789abcdef"[bits & 15];
    bits >>= 4;
  }
  return id;
}

}  // namespace imprint::http
