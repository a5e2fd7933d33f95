#include "surface/http/forwarded.h"

#include <algorithm>
#include <string_view>

namespace imprint::http {
namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:4711".
std::optional<Address> AddressOf(std::string_view element) {
  if (element.starts_with('[')) {
    const std::size_t close = element.find(']');
    if (close == element.npos) return std::nullopt;
    const std::string_view behind = element.substr(close + 1);
    if (!behind.empty() && behind.front() != ':') return std::nullopt;
    return Address::Parse(element.substr(1, close - 1));
  }
  if (std::count(element.begin(), element.end(), ':') == 1) {
    element = element.substr(0, element.find(':'));
  }
  return Address::Parse(element);
}

bool IsHttps(std::string_view protocols) {
  const std::string_view first = Trimmed(protocols.substr(0, protocols.find(',')));
  constexpr std::string_view kHttps = "https";
  return std::equal(first.begin(), first.end(), kHttps.begin(), kHttps.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y; });
}

/// The client, from the last element of the last header to the first of the first.
std::optional<Address> ClientOf(const Headers& headers, const Networks& trusted) {
  std::optional<Address> client;
  for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
    if (header->first != "x-forwarded-for") continue;
    std::string_view rest = header->second;
    for (;;) {
      const std::size_t comma = rest.rfind(',');
      const auto address = AddressOf(Trimmed(rest.substr(comma == rest.npos ? 0 : comma + 1)));
      if (!address) return std::nullopt;
      client = address;
      if (!trusted.Contains(*address)) return client;
      if (comma == rest.npos) break;
      rest = rest.substr(0, comma);
    }
  }
  return client;
}

}  // namespace

void ApplyForwarded(Request& request, const Networks& trusted) {
  if (trusted.empty() || !trusted.Contains(request.peer)) return;
  if (const std::string* protocols = request.Header("x-forwarded-proto")) {
    request.secure = IsHttps(*protocols);
  }
  if (const auto client = ClientOf(request.headers, trusted)) {
    request.peer = client->Text();
    request.forwarded = true;
  }
}

}  // namespace imprint::http
