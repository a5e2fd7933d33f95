#include "surface/http/networks.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace imprint::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;

bool SameBits(const std::array<std::uint8_t, 16>& a, const std::array<std::uint8_t, 16>& b,
              unsigned bits) {
  const unsigned whole = bits / 8;
  if (std::memcmp(a.data(), b.data(), whole) != 0) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

std::optional<unsigned> Number(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > most) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::optional<Address> Address::Parse(std::string_view text) {
  const std::string terminated(text.substr(0, text.find('%')));
  Address address;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes_.begin());
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes_.data() + 12) != 1) {
    return std::nullopt;
  }
  return address;
}

bool Address::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin());
}

std::string Address::Text() const {
  char text[INET6_ADDRSTRLEN] = {};
  const bool v4 = is_v4();
  ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes_.data() + (v4 ? 12 : 0), text, sizeof(text));
  return text;
}

std::optional<Networks::Network> Networks::ParseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = Address::Parse(text.substr(0, slash));
  if (!address || text.find('%') != text.npos) return std::nullopt;
  if (slash == text.npos) return Network{*address, 128};
  const bool v6_text = text.find(':') != text.npos;
  const auto bits = Number(text.substr(slash + 1), v6_text ? 128 : 32);
  if (!bits) return std::nullopt;
  // "::ffff:10.0.0.0/8" would be every IPv4 address.
  if (v6_text && address->is_v4() && *bits < kMappedBits) return std::nullopt;
  return Network{*address, v6_text ? *bits : *bits + kMappedBits};
}

Result<Networks> Networks::Parse(const std::vector<std::string>& texts, const std::string& field) {
  Networks networks;
  for (const std::string& text : texts) {
    const auto network = ParseNetwork(text);
    if (!network) {
      return Fail(ErrorCode::kInvalidField,
                  "'" + text + "' is no address or network; say 10.0.0.0/8 or 2001:db8::1.", field);
    }
    networks.networks_.push_back(*network);
  }
  return networks;
}

Networks Networks::Loopback() {
  return *Parse({"127.0.0.0/8", "::1"}, "");
}

bool Networks::Contains(const Address& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return SameBits(network.address.bytes(), address.bytes(), network.bits);
  });
}

bool Networks::Contains(std::string_view address) const {
  const auto parsed = Address::Parse(address);
  return parsed && Contains(*parsed);
}

void Networks::Add(const Networks& others) {
  networks_.insert(networks_.end(), others.networks_.begin(), others.networks_.end());
}

std::string AddressKey(std::string_view address) {
  constexpr std::size_t kNetworkBytes = 8;
  const auto parsed = Address::Parse(address);
  if (!parsed || parsed->is_v4()) return std::string(address);
  return std::string(reinterpret_cast<const char*>(parsed->bytes().data()), kNetworkBytes);
}

}  // namespace imprint::http
