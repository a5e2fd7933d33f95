#include "surface/http/networks.h"

#include <gtest/gtest.h>

#include "surface/http/forwarded.h"

namespace imprint::http {
namespace {

Networks Parsed(const std::vector<std::string>& texts) {
  auto networks = Networks::Parse(texts, "field");
  EXPECT_TRUE(networks) << networks.error().message();
  return networks ? *networks : Networks();
}

TEST(Networks, HoldWhatTheirBitsSay) {
  struct {
    const char* network;
    const char* address;
    bool inside;
  } cases[] = {
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.1.2.3/8", "10.9.9.9", true},
      {"192.0.2.128/25", "192.0.2.128", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.2", false},
      {"192.0.2.1/32", "::ffff:192.0.2.1", true},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "2001:db8::1", true},
      {"::/0", "8.8.8.8", true},
      {"::ffff:10.0.0.0/104", "10.9.9.9", true},
      {"2001:db8::/33", "2001:db8:7fff::1", true},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"fe80::/10", "fe80::1%eth0", true},
      {"::1", "::1", true},
      {"::1", "not an address", false},
      {"::1", "", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.network) + " " + c.address);
    EXPECT_EQ(Parsed({c.network}).Contains(std::string_view(c.address)), c.inside);
  }
}

TEST(Networks, RefuseWhatIsNone) {
  for (const char* text :
       {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0",
        "::1/129", "[::1]", "10.0.0.1:80", "/8", "fe80::1%eth0", "::ffff:10.0.0.0/8"}) {
    SCOPED_TRACE(text);
    const auto networks = Networks::Parse({"127.0.0.1", text}, "--trusted-proxy");
    ASSERT_FALSE(networks);
    EXPECT_EQ(networks.error().code(), ErrorCode::kInvalidField);
    EXPECT_EQ(networks.error().problems.front().field, "--trusted-proxy");
  }
}

TEST(Networks, LoopbackIsThisMachine) {
  const Networks loopback = Networks::Loopback();
  EXPECT_TRUE(loopback.Contains("127.8.0.1"));
  EXPECT_TRUE(loopback.Contains("::1"));
  EXPECT_FALSE(loopback.Contains("128.0.0.1"));
  EXPECT_FALSE(loopback.Contains("::2"));
}

TEST(AddressKey, JoinsTheNetworkOfOneMachine) {
  EXPECT_EQ(AddressKey("2001:db8:1:2::1"), AddressKey("2001:db8:1:2:ffff::9"));
  EXPECT_NE(AddressKey("2001:db8:1:2::1"), AddressKey("2001:db8:1:3::1"));
  EXPECT_NE(AddressKey("192.0.2.1"), AddressKey("192.0.2.2"));
  EXPECT_EQ(AddressKey("-"), "-");
}

TEST(Forwarded, GivesTheRightMostAddressThatIsNotTrusted) {
  struct {
    const char* peer;
    std::vector<const char*> headers;
    const char* client;
  } cases[] = {
      {"10.0.0.1", {"192.0.2.7"}, "192.0.2.7"},
      {"192.0.2.9", {"192.0.2.7"}, "192.0.2.9"},  // not a proxy
      {"10.0.0.1", {"1.1.1.1, 192.0.2.7"}, "192.0.2.7"},
      {"10.0.0.1", {"1.1.1.1,192.0.2.7 , 10.0.0.2"}, "192.0.2.7"},
      {"10.0.0.1", {"1.1.1.1", "192.0.2.7", "10.0.0.2"}, "192.0.2.7"},
      {"10.0.0.1", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
      {"10.0.0.1", {"192.0.2.7:4711"}, "192.0.2.7"},
      {"10.0.0.1", {"2001:db8::7"}, "2001:db8::7"},
      {"10.0.0.1", {"[2001:DB8::7]:4711"}, "2001:db8::7"},
      {"10.0.0.1", {"::ffff:192.0.2.7"}, "192.0.2.7"},
      {"::1", {"192.0.2.7"}, "192.0.2.7"},
      // What stands left of the client is its own invention.
      {"10.0.0.1", {"<script>, 192.0.2.7"}, "192.0.2.7"},
      {"10.0.0.1", {}, "10.0.0.1"},
      {"10.0.0.1", {""}, "10.0.0.1"},
      {"10.0.0.1", {"unknown"}, "10.0.0.1"},
      {"10.0.0.1", {"192.0.2.7,"}, "10.0.0.1"},
      {"10.0.0.1", {"192.0.2.7, nonsense, 10.0.0.2"}, "10.0.0.1"},
      {"10.0.0.1", {"[2001:db8::7"}, "10.0.0.1"},
      {"10.0.0.1", {"[2001:db8::7]x"}, "10.0.0.1"},
  };
  const Networks trusted = Parsed({"10.0.0.0/8", "::1"});
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.peer) + " " + (c.headers.empty() ? "-" : c.headers.front()));
    Request request{.peer = c.peer};
    for (const char* header : c.headers) request.headers.emplace_back("x-forwarded-for", header);
    ApplyForwarded(request, trusted);
    EXPECT_EQ(request.peer, c.client);
    EXPECT_EQ(request.forwarded, std::string(c.client) != c.peer);
  }
}

TEST(Forwarded, TakesTheProtocolFromTrustedProxiesAlone) {
  const Networks trusted = Parsed({"10.0.0.1"});
  const auto secure = [&](const char* peer, const char* protocol, bool before) {
    Request request{.headers = {{"x-forwarded-proto", protocol}}, .peer = peer, .secure = before};
    ApplyForwarded(request, trusted);
    return request.secure;
  };
  EXPECT_TRUE(secure("10.0.0.1", "https", false));
  EXPECT_TRUE(secure("10.0.0.1", "HTTPS, http", false));
  EXPECT_FALSE(secure("10.0.0.1", "http", true));
  EXPECT_FALSE(secure("10.0.0.1", "httpsx", false));
  EXPECT_FALSE(secure("192.0.2.1", "https", false));
  EXPECT_TRUE(secure("192.0.2.1", "http", true));
}

}  // namespace
}  // namespace imprint::http
