#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "outbound/ip_network.h"

namespace imprint {

/// Which addresses the server may connect to for its users. Without exceptions only addresses of
/// the public internet: none that is loopback, private, link-local, shared (CGNAT), multicast,
/// reserved, for documentation or a cloud's metadata service, in any IPv6 form that embeds such an
/// IPv4 address either. Immutable.
class AddressPolicy {
 public:
  AddressPolicy() = default;

  /// The exceptions. Each entry is a host name ("db.example.com"), all names under one
  /// ("*.example.com", which is not "example.com" itself), an address or a network
  /// ("10.1.0.0/16", "fd00::/8"). kInvalidField names the first entry that is none of these.
  static Result<AddressPolicy> Parse(const std::vector<std::string>& allowed);

  /// Whether a URL with that host may lead anywhere. `host` as in the URL; case and one dot at its
  /// end do not matter.
  bool AllowsHost(std::string_view host) const;

  /// Why no connection may be made to that address ("a private address"); nullopt when it may.
  std::optional<std::string_view> Refusal(const IpAddress& address) const;

 private:
  bool AllowsAddress(const IpAddress& address) const;

  std::vector<std::string> names_;     // lower case, no dot at the end
  std::vector<std::string> suffixes_;  // likewise, each with the dot at its start
  std::vector<IpNetwork> networks_;
};

}  // namespace imprint
