#include "outbound/address_policy.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

std::string Refusal(const AddressPolicy& policy, const std::string& address) {
  const auto parsed = IpAddress::Parse(address);
  if (!parsed) return "(no address)";
  return std::string(policy.Refusal(*parsed).value_or(""));
}

AddressPolicy Allowing(const std::vector<std::string>& entries) {
  auto policy = AddressPolicy::Parse(entries);
  EXPECT_TRUE(policy) << (policy ? "" : policy.error().message());
  return policy.value_or(AddressPolicy());
}

TEST(AddressPolicy, RefusesWhatIsNotOfThePublicInternet) {
  const struct {
    const char* address;
    const char* why;
  } cases[] = {
      {"0.0.0.0", "an unspecified address"},
      {"0.1.2.3", "a reserved address"},
      {"10.0.0.0", "a private address"},
      {"10.255.255.255", "a private address"},
      {"100.64.0.0", "a shared address of a provider's network"},
      {"100.127.255.255", "a shared address of a provider's network"},
      {"100.100.100.200", "the address of a metadata service"},
      {"127.0.0.1", "a loopback address"},
      {"127.255.255.254", "a loopback address"},
      {"168.63.129.16", "the address of a metadata service"},
      {"169.254.0.1", "a link-local address"},
      {"169.254.169.254", "the address of a metadata service"},
      {"172.16.0.1", "a private address"},
      {"172.31.255.255", "a private address"},
      {"192.0.0.8", "a reserved address"},
      {"192.0.0.192", "the address of a metadata service"},
      {"192.0.2.1", "an address for documentation"},
      {"192.88.99.1", "a reserved address"},
      {"192.168.0.1", "a private address"},
      {"192.168.255.255", "a private address"},
      {"198.18.0.1", "an address for benchmarks"},
      {"198.19.255.255", "an address for benchmarks"},
      {"198.51.100.7", "an address for documentation"},
      {"203.0.113.7", "an address for documentation"},
      {"224.0.0.1", "a multicast address"},
      {"239.255.255.255", "a multicast address"},
      {"240.0.0.1", "a reserved address"},
      {"255.255.255.255", "the broadcast address"},
      {"::", "an unspecified address"},
      {"::1", "a loopback address"},
      {"::2", "a reserved address"},
      {"100::1", "a reserved address"},
      {"fc00::1", "a private address"},
      {"fdff:ffff::1", "a private address"},
      {"fd00:ec2::254", "the address of a metadata service"},
      {"fe80::1", "a link-local address"},
      {"febf::1", "a link-local address"},
      {"fec0::1", "a private address"},
      {"ff02::1", "a multicast address"},
      {"2001::1", "a reserved address"},
      {"2001:2::1", "an address for benchmarks"},
      {"2001:10::1", "a reserved address"},
      {"2001:db8::1", "an address for documentation"},
      {"3fff:fff::1", "an address for documentation"},
      {"4000::1", "a reserved address"},
      {"5f00::1", "a reserved address"},
  };
  const AddressPolicy policy;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.address);
    EXPECT_EQ(Refusal(policy, c.address), c.why);
  }
}

TEST(AddressPolicy, RefusesTheSameAddressesInsideIpv6) {
  const struct {
    const char* address;
    const char* why;
  } cases[] = {
      {"::ffff:127.0.0.1", "a loopback address"},
      {"::ffff:10.1.2.3", "a private address"},
      {"::ffff:a9fe:a9fe", "the address of a metadata service"},
      {"::ffff:0.0.0.0", "an unspecified address"},
      {"::127.0.0.1", "a reserved address"},
      {"::10.1.2.3", "a reserved address"},
      {"::8.8.8.8", "a reserved address"},
      {"::ffff:0:10.1.2.3", "a reserved address"},
      {"64:ff9b::127.0.0.1", "a loopback address"},
      {"64:ff9b::192.168.1.1", "a private address"},
      {"64:ff9b::169.254.169.254", "the address of a metadata service"},
      {"64:ff9b:1::8.8.8.8", "a reserved address"},
      {"2002:7f00:1::", "a loopback address"},
      {"2002:a01:203::1", "a private address"},
      {"2002:a9fe:a9fe::1", "the address of a metadata service"},
      {"2002:e000:1::", "a multicast address"},
  };
  const AddressPolicy policy;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.address);
    EXPECT_EQ(Refusal(policy, c.address), c.why);
  }
}

TEST(AddressPolicy, LetsThePublicInternetBe) {
  const AddressPolicy policy;
  for (const char* address : {"1.1.1.1",
                              "8.8.8.8",
                              "9.255.255.255",
                              "11.0.0.0",
                              "100.63.255.255",
                              "100.128.0.0",
                              "126.255.255.255",
                              "128.0.0.0",
                              "168.63.129.15",
                              "169.253.255.255",
                              "169.255.0.0",
                              "172.15.255.255",
                              "172.32.0.0",
                              "192.0.1.0",
                              "192.0.3.0",
                              "192.167.255.255",
                              "192.169.0.0",
                              "198.17.255.255",
                              "198.20.0.0",
                              "223.255.255.255",
                              "2001:200::1",
                              "2001:db9::1",
                              "2606:4700:4700::1111",
                              "2a00:1450::1",
                              "3ffe::1",
                              "::ffff:8.8.8.8",
                              "64:ff9b::8.8.8.8",
                              "2002:808:808::1"}) {
    SCOPED_TRACE(address);
    EXPECT_EQ(Refusal(policy, address), "");
  }
}

TEST(AddressPolicy, AllowsNetworksAndAddresses) {
  const AddressPolicy policy = Allowing(
      {"10.1.0.0/16", "127.0.0.1", "192.168.7.128/25", "fd12::/16", "::1/128", "fe80::/10"});
  const struct {
    const char* address;
    bool allowed;
  } cases[] = {
      {"10.1.0.0", true},          {"10.1.255.255", true},
      {"10.0.255.255", false},     {"10.2.0.0", false},
      {"127.0.0.1", true},         {"127.0.0.2", false},
      {"192.168.7.128", true},     {"192.168.7.127", false},
      {"192.168.8.0", false},      {"fd12:ffff::1", true},
      {"fd13::1", false},          {"::1", true},
      {"fe80::1", true},           {"::", false},
      {"::ffff:10.1.2.3", true},   {"::ffff:10.2.2.3", false},
      {"64:ff9b::10.1.2.3", true}, {"2002:a01:203::1", true},
      {"2002:a02:203::1", false},  {"8.8.8.8", true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.address);
    EXPECT_EQ(Refusal(policy, c.address).empty(), c.allowed);
  }
}

TEST(AddressPolicy, AllowingAllOfOneFamilyLeavesTheOther) {
  const AddressPolicy all_v4 = Allowing({"0.0.0.0/0"});
  EXPECT_EQ(Refusal(all_v4, "169.254.169.254"), "");
  EXPECT_EQ(Refusal(all_v4, "::ffff:127.0.0.1"), "");
  EXPECT_EQ(Refusal(all_v4, "fd00::1"), "a private address");
  const AddressPolicy all_v6 = Allowing({"::/0"});
  EXPECT_EQ(Refusal(all_v6, "fd00::1"), "");
  EXPECT_EQ(Refusal(all_v6, "127.0.0.1"), "a loopback address");
  EXPECT_EQ(Refusal(all_v6, "::ffff:127.0.0.1"), "a loopback address");
}

TEST(AddressPolicy, AllowsHostNames) {
  const AddressPolicy policy =
      Allowing({"Intern.Example.COM", "*.corp.example", "localhost", "db_1.lan."});
  const struct {
    const char* host;
    bool allowed;
  } cases[] = {
      {"intern.example.com", true},
      {"INTERN.example.com.", true},
      {"a.intern.example.com", false},
      {"xintern.example.com", false},
      {"example.com", false},
      {"a.corp.example", true},
      {"a.b.corp.example.", true},
      {"corp.example", false},
      {"acorp.example", false},
      {".corp.example", false},
      {"corp.example.evil.com", false},
      {"localhost", true},
      {"localhost..", false},
      {"db_1.lan", true},
      {"127.0.0.1", false},
      {"[::1]", false},
      {"", false},
      {".", false},
      {"127.0.0.1 .corp.example", false},
      {"127.0.0.1#.corp.example", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.host);
    EXPECT_EQ(policy.AllowsHost(c.host), c.allowed);
  }
  EXPECT_FALSE(AddressPolicy().AllowsHost("localhost"));
}

TEST(AddressPolicy, NamesTheEntryThatIsNone) {
  for (const char* entry : {"",
                            "*",
                            "*.",
                            "*.*.example.com",
                            "a.*.com",
                            "http://example.com",
                            "example.com:80",
                            "a b",
                            "-/8",
                            "10.0.0.0/33",
                            "10.0.0.0/",
                            "10.0.0.0/-1",
                            "10.0.0.0/08x",
                            "10.0.0.1/8",
                            "fd00::/129",
                            "fd00::1/8",
                            "[::1]",
                            "10.1",
                            "0x7f000001",
                            "2130706433",
                            "127.0.0.256",
                            "1.2.3.4.5",
                            "::ffff:10.0.0.0/104",
                            "::ffff:10.0.0.1",
                            "fe80::1%eth0",
                            ".example.com",
                            "a..b"}) {
    SCOPED_TRACE(entry);
    const auto policy = AddressPolicy::Parse({"localhost", entry});
    ASSERT_FALSE(policy);
    EXPECT_EQ(policy.error().code(), ErrorCode::kInvalidField);
    EXPECT_NE(policy.error().message().find("'" + std::string(entry) + "'"), std::string::npos)
        << policy.error().message();
  }
}

}  // namespace
}  // namespace imprint
