#include <gtest/gtest.h>

#include "outbound/curl_http_client.h"
#include "outbound/testing/asking.h"
#include "outbound/testing/imposter.h"

namespace imprint {
namespace {

using test::ExpectFailure;
using test::Get;
using test::Imposter;
using test::LocalPolicy;

OutboundRequest GetWithSecrets(const std::string& url) {
  return test::Ask("GET", url,
                   {{"Authorization", "Bearer secret"},
                    {"X-Api-Key", "secret"},
                    {"Cookie", "secret"},
                    {"Accept", "text/plain"}});
}

bool HoldsSecret(const test::Received& request) {
  for (const auto& [name, value] : request.headers) {
    if (value.find("secret") != std::string::npos) return true;
  }
  return request.body.find("secret") != std::string::npos;
}

TEST(OutboundRedirects, AreFollowedOnTheSameServerWithAllHeaders) {
  for (const int status : {301, 302, 303, 307, 308}) {
    SCOPED_TRACE(status);
    Imposter server;
    server.On("/a", test::Redirect("b/c?d=e", status));
    server.On("/b/c", test::Answer(200, "there"));
    CurlHttpClient client(LocalPolicy());
    const auto response = client.Send(GetWithSecrets(server.Url("/a")));
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "there");
    EXPECT_EQ(response->Header("location"), nullptr);
    ASSERT_EQ(server.received().size(), 2u);
    EXPECT_EQ(server.received().back().path, "/b/c?d=e");
    EXPECT_TRUE(HoldsSecret(server.received().back()));
  }
}

TEST(OutboundRedirects, TakeNoCredentialsToAnotherPort) {
  Imposter other;
  other.On("/", test::Answer(200, "other"));
  Imposter server;
  server.On("/", test::Redirect(other.Url("/")));
  CurlHttpClient client(LocalPolicy());
  OutboundRequest request = GetWithSecrets(server.Url("/"));
  request.body = "secret";
  const auto response = client.Send(request);
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "other");
  ASSERT_EQ(other.received().size(), 1u);
  EXPECT_FALSE(HoldsSecret(other.received().front()));
  EXPECT_EQ(other.received().front().Header("accept"), "text/plain");
  EXPECT_EQ(other.received().front().method, "GET");
}

TEST(OutboundRedirects, TakeNoCredentialsToAnotherNameNorBack) {
  Imposter server;
  server.On("/1", test::Redirect(server.Url("/2", "localhost")));
  server.On("/2", test::Redirect(server.Url("/3")));
  server.On("/3", test::Answer(200, "back"));
  CurlHttpClient client(LocalPolicy({"localhost"}));
  const auto response = client.Send(GetWithSecrets(server.Url("/1")));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "back");
  const auto received = server.received();
  ASSERT_EQ(received.size(), 3u);
  EXPECT_TRUE(HoldsSecret(received[0]));
  EXPECT_FALSE(HoldsSecret(received[1]));
  EXPECT_FALSE(HoldsSecret(received[2]));
}

TEST(OutboundRedirects, AreCheckedByTheAddressPolicy) {
  Imposter inner;
  inner.On("/", test::Answer(200, "inner"));
  Imposter server;
  const std::string port = std::to_string(inner.port());
  // The policy allows the name, not the address, so each of these leads to a place of its own.
  CurlHttpClient client(AddressPolicy::Parse({"localhost"}).value());
  for (const std::string host :
       {"127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]",
        "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "169.254.169.254", "a.localhost", "10.0.0.1"}) {
    SCOPED_TRACE(host);
    server.On("/to/" + host, test::Redirect("http://" + host + ":" + port + "/"));
    ExpectFailure(client.Send(Get(server.Url("/to/" + host, "localhost"))),
                  ErrorCode::kOutboundRefused, "where this server may not connect");
  }
  EXPECT_EQ(inner.connections(), 0u);
}

TEST(OutboundRedirects, ToWhatIsNoWebAddressAreRefused) {
  Imposter server;
  const struct {
    const char* location;
    ErrorCode code;
  } cases[] = {{"file:///etc/passwd", ErrorCode::kOutboundRefused},
               {"ftp://127.0.0.1/", ErrorCode::kOutboundRefused},
               {"gopher://127.0.0.1:70/_", ErrorCode::kOutboundRefused},
               {"http://user:pass@127.0.0.1/", ErrorCode::kOutboundRefused},
               {"http://", ErrorCode::kOutboundFailed}};
  CurlHttpClient client(LocalPolicy());
  for (const auto& c : cases) {
    SCOPED_TRACE(c.location);
    server.On("/", test::Redirect(c.location));
    ExpectFailure(client.Send(Get(server.Url("/"))), c.code, "127.0.0.1 redirects to a URL");
  }
}

TEST(OutboundRedirects, AreFollowedSoOftenAndNoMore) {
  Imposter server;
  server.On("/0", test::Answer(200, "end"));
  for (int i = 1; i <= 4; ++i) {
    server.On("/" + std::to_string(i), test::Redirect("/" + std::to_string(i - 1)));
  }
  server.On("/loop", test::Redirect("/loop"));
  CurlHttpClient client(LocalPolicy());
  EXPECT_TRUE(client.Send(Get(server.Url("/3"))));
  ExpectFailure(client.Send(Get(server.Url("/4"))), ErrorCode::kOutboundFailed,
                "127.0.0.1 is at the end of more than 3 redirects");
  ExpectFailure(client.Send(Get(server.Url("/loop"))), ErrorCode::kOutboundFailed, "redirects");
  OutboundRequest one_time = Get(server.Url("/1"));
  one_time.max_redirects = 0;
  const auto response = client.Send(one_time);
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(response->body, "elsewhere");
}

TEST(OutboundRedirects, AreGivenBackForOtherMethodsAndWithoutLocation) {
  Imposter server;
  server.On("/", test::Redirect("/x", 307));
  server.On("/nowhere", test::Answer(302, "no place"));
  server.On("/choices", test::Answer(300, "some", "Location: /x\r\n"));
  CurlHttpClient client(LocalPolicy());
  for (const char* method : {"POST", "PUT", "DELETE", "HEAD"}) {
    SCOPED_TRACE(method);
    Imposter::Script script = [](const test::Received&, test::Wire& wire) {
      wire.Send("HTTP/1.1 307 T\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
    };
    server.On("/m", script);
    const auto response = client.Send(test::Ask(method, server.Url("/m")));
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response->status, 307);
  }
  EXPECT_EQ(client.Send(Get(server.Url("/nowhere")))->body, "no place");
  EXPECT_EQ(client.Send(Get(server.Url("/choices")))->status, 300);
  for (const auto& request : server.received()) EXPECT_NE(request.path, "/x");
}

TEST(OutboundRedirects, DoNotWaitForTheirBody) {
  Imposter server;
  server.On("/", [](const test::Received&, test::Wire& wire) {
    bool going = wire.Send("HTTP/1.1 302 F\r\nLocation: /end\r\n\r\n");
    while (going) going = wire.Send(std::string(8192, 'x'));
    wire.Close();
  });
  server.On("/end", test::Answer(200, "end"));
  CurlHttpClient client(LocalPolicy());
  const auto response = client.Send(Get(server.Url("/")));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "end");
}

}  // namespace
}  // namespace imprint
