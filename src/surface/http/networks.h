#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace imprint::http {

/// An IPv4 or IPv6 address. An IPv4 address inside an IPv6 one (::ffff:a.b.c.d) is the IPv4 one.
class Address {
 public:
  /// An address alone, without port, brackets or network; a zone (%eth0) is left out.
  static std::optional<Address> Parse(std::string_view text);

  bool is_v4() const;
  std::string Text() const;
  /// The address as bytes of an IPv6 one; IPv4 in the form ::ffff:a.b.c.d.
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  bool operator==(const Address&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// A set of addresses, given as networks. Safe from any thread once it is made.
class Networks {
 public:
  /// Each an address or a network: "10.0.0.0/8", "::1". kInvalidField, with `field`, for others.
  static Result<Networks> Parse(const std::vector<std::string>& texts, const std::string& field);
  /// The addresses of this machine that no other can reach.
  static Networks Loopback();

  bool empty() const { return networks_.empty(); }
  bool Contains(const Address& address) const;
  /// False for a text that is no address.
  bool Contains(std::string_view address) const;
  void Add(const Networks& others);

 private:
  struct Network {
    Address address;
    unsigned bits = 0;  // of the 128
  };
  static std::optional<Network> ParseNetwork(std::string_view text);

  std::vector<Network> networks_;
};

/// What a rate is counted for when the client is known by its address only: the address, or the /64
/// network of an IPv6 one, since one machine has all of that. Anything else stays as it is.
std::string AddressKey(std::string_view address);

}  // namespace imprint::http
