#include "outbound/address_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace imprint {
namespace {

struct SpecialNetwork {
  IpNetwork network;
  std::string_view what;
};

SpecialNetwork Special(std::string_view network, std::string_view what) {
  return {IpNetwork::Parse(network).value(), what};
}

constexpr std::string_view kUnspecified = "an unspecified address";
constexpr std::string_view kLoopback = "a loopback address";
constexpr std::string_view kPrivate = "a private address";
constexpr std::string_view kShared = "a shared address of a provider's network";
constexpr std::string_view kLinkLocal = "a link-local address";
constexpr std::string_view kMetadata = "the address of a metadata service";
constexpr std::string_view kReserved = "a reserved address";
constexpr std::string_view kDocumentation = "an address for documentation";
constexpr std::string_view kBenchmark = "an address for benchmarks";
constexpr std::string_view kMulticast = "a multicast address";
constexpr std::string_view kBroadcast = "the broadcast address";

// IANA's special-purpose registry, and the clouds' metadata services. The first match counts.
const std::array<SpecialNetwork, 21>& SpecialV4() {
  static const std::array<SpecialNetwork, 21> kAll{
      Special("0.0.0.0", kUnspecified),
      Special("0.0.0.0/8", kReserved),
      Special("10.0.0.0/8", kPrivate),
      Special("100.100.100.200", kMetadata),
      Special("100.64.0.0/10", kShared),
      Special("127.0.0.0/8", kLoopback),
      Special("168.63.129.16", kMetadata),
      Special("169.254.169.254", kMetadata),
      Special("169.254.0.0/16", kLinkLocal),
      Special("172.16.0.0/12", kPrivate),
      Special("192.0.0.192", kMetadata),
      Special("192.0.0.0/24", kReserved),
      Special("192.0.2.0/24", kDocumentation),
      Special("192.88.99.0/24", kReserved),
      Special("192.168.0.0/16", kPrivate),
      Special("198.18.0.0/15", kBenchmark),
      Special("198.51.100.0/24", kDocumentation),
      Special("203.0.113.0/24", kDocumentation),
      Special("224.0.0.0/4", kMulticast),
      Special("255.255.255.255", kBroadcast),
      Special("240.0.0.0/4", kReserved),
  };
  return kAll;
}

const std::array<SpecialNetwork, 14>& SpecialV6() {
  static const std::array<SpecialNetwork, 14> kAll{
      Special("::", kUnspecified),
      Special("::1", kLoopback),
      Special("fd00:ec2::254", kMetadata),
      Special("fd20:ce::254", kMetadata),
      Special("fd00:c1::a9fe:a9fe", kMetadata),
      Special("fc00::/7", kPrivate),
      Special("fe80::/10", kLinkLocal),
      Special("fec0::/10", kPrivate),
      Special("ff00::/8", kMulticast),
      Special("2001:2::/48", kBenchmark),
      Special("2001:db8::/32", kDocumentation),
      Special("3fff::/20", kDocumentation),
      Special("2001::/23", kReserved),
      // Translators that a provider runs itself may lead into its own network.
      Special("64:ff9b:1::/48", kReserved),
  };
  return kAll;
}

struct EmbeddingNetwork {
  IpNetwork network;
  std::size_t offset;
};

const IpNetwork& MappedV4() {
  static const IpNetwork kMapped = IpNetwork::Parse("::ffff:0:0/96").value();
  return kMapped;
}

// The IPv4 address that an IPv6 address leads to by translation or a tunnel.
std::optional<IpAddress> Embedded(const IpAddress& address) {
  static const std::array<EmbeddingNetwork, 2> kAll{
      EmbeddingNetwork{IpNetwork::Parse("64:ff9b::/96").value(), 12},  // NAT64
      EmbeddingNetwork{IpNetwork::Parse("2002::/16").value(), 2},      // 6to4
  };
  for (const auto& [network, offset] : kAll) {
    if (network.Contains(address)) return address.EmbeddedV4(offset);
  }
  return std::nullopt;
}

template <std::size_t kCount>
std::optional<std::string_view> Find(const std::array<SpecialNetwork, kCount>& networks,
                                     const IpAddress& address) {
  for (const auto& [network, what] : networks) {
    if (network.Contains(address)) return what;
  }
  return std::nullopt;
}

std::optional<std::string_view> SpecialPurpose(const IpAddress& address) {
  if (!address.v6) return Find(SpecialV4(), address);
  if (const auto what = Find(SpecialV6(), address)) return what;
  // No other block has been given out; ::/96, the old IPv4-compatible form, is here too.
  static const IpNetwork kGlobalUnicast = IpNetwork::Parse("2000::/3").value();
  if (!kGlobalUnicast.Contains(address)) return kReserved;
  return std::nullopt;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::string PlainHost(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return Lower(host);
}

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= 63 &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

// Resolvers read "10.1", "0x7f000001" and the like as addresses.
bool IsNumber(std::string_view label) {
  const bool hexadecimal = label.starts_with("0x");
  return label.find_first_not_of(hexadecimal ? "0123456789abcdefx" : "0123456789") == label.npos;
}

bool IsHostName(std::string_view name) {
  if (name.size() > 253) return false;
  for (;;) {
    const std::size_t dot = name.find('.');
    const std::string_view label = name.substr(0, dot);
    if (!IsLabel(label)) return false;
    if (dot == std::string_view::npos) return !IsNumber(label);
    name.remove_prefix(dot + 1);
  }
}

tl::unexpected<Error> NotAnEntry(const std::string& entry) {
  return Fail(ErrorCode::kInvalidField,
              fmt::format("'{}' is no host name, no \"*.name\", no address and no network such as "
                          "10.1.0.0/16 or fd00::/8 (with no bits set after the prefix).",
                          entry));
}

}  // namespace

Result<AddressPolicy> AddressPolicy::Parse(const std::vector<std::string>& allowed) {
  AddressPolicy policy;
  for (const std::string& entry : allowed) {
    if (const auto network = IpNetwork::Parse(entry)) {
      // Such a connection is made over IPv4, so an IPv4 network decides about it.
      if (network->address.v6 && network->prefix >= 96 && MappedV4().Contains(network->address)) {
        return Fail(
            ErrorCode::kInvalidField,
            fmt::format("'{}' is an IPv4 network in IPv6's form; write it as IPv4.", entry));
      }
      policy.networks_.push_back(*network);
      continue;
    }
    std::string name = PlainHost(entry);
    const bool all_under = name.starts_with("*.");
    if (!IsHostName(std::string_view(name).substr(all_under ? 2 : 0))) return NotAnEntry(entry);
    if (all_under) {
      policy.suffixes_.push_back(name.substr(1));
    } else {
      policy.names_.push_back(std::move(name));
    }
  }
  return policy;
}

bool AddressPolicy::AllowsHost(std::string_view host) const {
  const std::string plain = PlainHost(host);
  if (!IsHostName(plain)) return false;
  if (std::find(names_.begin(), names_.end(), plain) != names_.end()) return true;
  return std::any_of(suffixes_.begin(), suffixes_.end(), [&](const std::string& suffix) {
    return plain.size() > suffix.size() && plain.ends_with(suffix);
  });
}

bool AddressPolicy::AllowsAddress(const IpAddress& address) const {
  return std::any_of(networks_.begin(), networks_.end(),
                     [&](const IpNetwork& network) { return network.Contains(address); });
}

std::optional<std::string_view> AddressPolicy::Refusal(const IpAddress& address) const {
  if (address.v6 && MappedV4().Contains(address)) return Refusal(address.EmbeddedV4(12));
  if (AllowsAddress(address)) return std::nullopt;
  if (address.v6) {
    if (const auto inner = Embedded(address)) return Refusal(*inner);
  }
  return SpecialPurpose(address);
}

}  // namespace imprint
