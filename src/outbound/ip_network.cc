#include "outbound/ip_network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace imprint {
namespace {

int Bits(const IpAddress& address) {
  return address.v6 ? 128 : 32;
}

// The bits of one byte that the first `prefix` bits of an address cover.
std::uint8_t MaskOfByte(int prefix, int byte) {
  const int covered = std::clamp(prefix - byte * 8, 0, 8);
  return static_cast<std::uint8_t>(0xff00 >> covered);
}

std::optional<int> ParsePrefix(std::string_view text, int most) {
  int prefix = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), prefix);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (prefix < 0 || prefix > most) return std::nullopt;
  return prefix;
}

}  // namespace

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  IpAddress out;
  out.v6 = copy.find(':') != std::string::npos;
  const int family = out.v6 ? AF_INET6 : AF_INET;
  if (::inet_pton(family, copy.c_str(), out.bytes.data()) != 1) return std::nullopt;
  return out;
}

std::optional<IpAddress> IpAddress::From(const sockaddr& address) {
  IpAddress out;
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof(v4));
    std::memcpy(out.bytes.data(), &v4.sin_addr, 4);
    return out;
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof(v6));
    out.v6 = true;
    std::memcpy(out.bytes.data(), &v6.sin6_addr, 16);
    return out;
  }
  return std::nullopt;
}

IpAddress IpAddress::EmbeddedV4(std::size_t offset) const {
  IpAddress out;
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), 4, out.bytes.begin());
  return out;
}

std::string IpAddress::Text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), text.data(), text.size());
  return text.data();
}

std::optional<IpNetwork> IpNetwork::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::Parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpNetwork out{*address, Bits(*address)};
  if (slash == std::string_view::npos) return out;
  const auto prefix = ParsePrefix(text.substr(slash + 1), out.prefix);
  if (!prefix) return std::nullopt;
  out.prefix = *prefix;
  for (int i = 0; i < 16; ++i) {
    const auto rest = static_cast<std::uint8_t>(~MaskOfByte(out.prefix, i));
    if ((address->bytes[static_cast<std::size_t>(i)] & rest) != 0) return std::nullopt;
  }
  return out;
}

bool IpNetwork::Contains(const IpAddress& other) const {
  if (other.v6 != address.v6) return false;
  for (int i = 0; i * 8 < prefix; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (((address.bytes[at] ^ other.bytes[at]) & MaskOfByte(prefix, i)) != 0) return false;
  }
  return true;
}

}  // namespace imprint
