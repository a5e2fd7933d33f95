#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace imprint {

/// An IPv4 or IPv6 address, in network byte order. An IPv6 zone is not kept.
struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // an IPv4 address fills the first four

  /// The strict forms only: four decimal numbers, or RFC 4291's text. No zone, no brackets.
  static std::optional<IpAddress> Parse(std::string_view text);
  /// nullopt for any family but AF_INET and AF_INET6.
  static std::optional<IpAddress> From(const sockaddr& address);

  /// The IPv4 address in four bytes of this IPv6 address, from `offset` on.
  IpAddress EmbeddedV4(std::size_t offset) const;
  std::string Text() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// All addresses that begin with the same bits.
struct IpNetwork {
  IpAddress address;  // the bits after the prefix are zero
  int prefix = 0;

  /// "10.0.0.0/8", "fd00::/8", or a single address. nullopt for anything else, and where bits after
  /// the prefix are set.
  static std::optional<IpNetwork> Parse(std::string_view text);

  /// False for an address of the other family, whatever it embeds.
  bool Contains(const IpAddress& other) const;
};

}  // namespace imprint
