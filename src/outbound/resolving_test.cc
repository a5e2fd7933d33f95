// Names, and the addresses that they lead to.
#include <gtest/gtest.h>

#include "outbound/curl_http_client.h"
#include "outbound/testing/asking.h"
#include "outbound/testing/fake_resolver.h"
#include "outbound/testing/imposter.h"

namespace imprint {
namespace {

using test::ExpectFailure;
using test::Get;
using test::Imposter;
using test::LocalPolicy;

AddressPolicy Allowing(const std::vector<std::string>& entries) {
  return AddressPolicy::Parse(entries).value();
}

TEST(OutboundResolving, RefusesAnyNameOfAnInnerAddress) {
  test::FakeResolver names;
  names.Add("evil.example", {"127.0.0.1"});
  names.Add("evil.example.", {"127.0.0.1"});
  names.Add("localhost.", {"127.0.0.1"});
  names.Add("six.example", {"::1"});
  names.Add("mapped.example", {"::ffff:127.0.0.1"});
  names.Add("both.example", {"10.0.0.1", "fd00::1"});
  names.Add("metadata.example", {"169.254.169.254"});
  Imposter server;
  CurlHttpClient client{AddressPolicy()};
  for (const char* host :
       {"localhost", "LOCALHOST", "localhost.", "a.localhost", "evil.example", "evil.example.",
        "six.example", "mapped.example", "both.example", "metadata.example", "127.0.0.1", "127.1",
        "2130706433", "0x7f.0.0.1", "017700000001", "[::1]", "[::ffff:7f00:1]", "[fe80::1%25lo]"}) {
    SCOPED_TRACE(host);
    ExpectFailure(client.Send(Get(server.Url("/", host))), ErrorCode::kOutboundRefused,
                  "where this server may not connect");
  }
  EXPECT_EQ(server.connections(), 0u);
}

TEST(OutboundResolving, KeepsTheAddressOutOfTheMessage) {
  test::FakeResolver names;
  names.Add("inner.example", {"10.9.8.7"});
  CurlHttpClient client{AddressPolicy()};
  const auto result = client.Send(Get("http://inner.example/"));
  ExpectFailure(result, ErrorCode::kOutboundRefused, "inner.example leads to a private address");
  EXPECT_EQ(result.error().message().find("10.9.8.7"), std::string::npos);
  EXPECT_NE(result.error().detail.find("10.9.8.7"), std::string::npos);
}

TEST(OutboundResolving, AllowsANamedHostWhereverItLeads) {
  test::FakeResolver names;
  names.Add("db.corp.example", {"127.0.0.1"});
  names.Add("other.example", {"127.0.0.1"});
  Imposter server;
  server.On("/", test::Answer(200, "in"));
  CurlHttpClient client(Allowing({"localhost", "*.corp.example"}));
  for (const char* host : {"localhost", "LocalHost", "db.corp.example"}) {
    SCOPED_TRACE(host);
    EXPECT_TRUE(client.Send(Get(server.Url("/", host))));
  }
  for (const char* host : {"other.example", "127.0.0.1"}) {
    SCOPED_TRACE(host);
    ExpectFailure(client.Send(Get(server.Url("/", host))), ErrorCode::kOutboundRefused, host);
  }
}

TEST(OutboundResolving, TriesTheAddressesThatAreAllowed) {
  test::FakeResolver names;
  names.Add("mixed.example", {"10.0.0.1", "127.0.0.1"});
  Imposter server;
  server.On("/", test::Answer(200, "in"));
  CurlHttpClient client(LocalPolicy());
  const auto response = client.Send(Get(server.Url("/", "mixed.example")));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "in");
}

TEST(OutboundResolving, ChecksEachConnectionAnew) {
  test::FakeResolver names;
  names.Add("turns.example", {"127.0.0.1"});
  Imposter server;
  server.On("/", [&](const test::Received&, test::Wire& wire) {
    wire.Send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    wire.Close();
  });
  CurlHttpClient first(LocalPolicy());
  EXPECT_TRUE(first.Send(Get(server.Url("/", "turns.example"))));
  names.Add("turns.example", {"127.0.0.2"});
  CurlHttpClient second(LocalPolicy());
  ExpectFailure(second.Send(Get(server.Url("/", "turns.example"))), ErrorCode::kOutboundRefused,
                "turns.example leads to a loopback address");
}

TEST(OutboundResolving, SaysThatThereIsNoSuchHost) {
  CurlHttpClient client{AddressPolicy()};
  ExpectFailure(client.Send(Get("http://nowhere.example/")), ErrorCode::kOutboundFailed,
                "nowhere.example is not a host that can be found");
}

TEST(OutboundResolving, DoesNotWaitForASlowName) {
  test::FakeResolver names;
  names.Add("slow.example", {"127.0.0.1"}, std::chrono::seconds(30));
  CurlHttpClient client(LocalPolicy());
  OutboundRequest request = Get("http://slow.example/");
  request.timeout = std::chrono::milliseconds(100);
  const auto before = std::chrono::steady_clock::now();
  ExpectFailure(client.Send(request), ErrorCode::kOutboundTimeout, "slow.example");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
}

}  // namespace
}  // namespace imprint
