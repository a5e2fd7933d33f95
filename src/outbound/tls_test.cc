#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "outbound/curl_http_client.h"
#include "outbound/testing/asking.h"
#include "outbound/testing/imposter.h"
#include "outbound/testing/tls_identity.h"

namespace imprint {
namespace {

using test::ExpectFailure;
using test::Get;
using test::Imposter;
using test::LocalPolicy;

/// A TLS server named "localhost", and a file with its certificate.
class OutboundTls : public testing::Test {
 protected:
  OutboundTls() {
    if (::mkdtemp(folder_.data()) == nullptr) std::abort();
    std::ofstream(ca_file()) << identity_.pem();
    server_.On("/", test::Answer(200, "safe"));
  }
  ~OutboundTls() override { std::filesystem::remove_all(folder_); }

  std::string ca_file() const { return folder_ + "/ca.pem"; }
  OutboundOptions Trusting() const { return {.user_agent = "imprint", .ca_file = ca_file()}; }

  std::string folder_ = (std::filesystem::temp_directory_path() / "imprint-XXXXXX").string();
  test::TlsIdentity identity_{"localhost"};
  Imposter server_{identity_.context()};
};

TEST_F(OutboundTls, TakesACertificateThatIsTrusted) {
  CurlHttpClient client(LocalPolicy(), Trusting());
  const auto response = client.Send(Get(server_.Url("/", "localhost")));
  ASSERT_TRUE(response) << response.error().message() << response.error().detail;
  EXPECT_EQ(response->body, "safe");
}

TEST_F(OutboundTls, TakesNoCertificateThatNobodyVouchesFor) {
  CurlHttpClient client(LocalPolicy());
  ExpectFailure(client.Send(Get(server_.Url("/", "localhost"))), ErrorCode::kOutboundFailed,
                "localhost has a TLS certificate");
  EXPECT_TRUE(server_.received().empty());
}

TEST_F(OutboundTls, TakesNoCertificateOfAnotherName) {
  CurlHttpClient client(LocalPolicy(), Trusting());
  ExpectFailure(client.Send(Get(server_.Url("/", "127.0.0.1"))), ErrorCode::kOutboundFailed,
                "127.0.0.1 has a TLS certificate");
  EXPECT_TRUE(server_.received().empty());
}

TEST_F(OutboundTls, SpeaksTlsOnlyWithWhoDoes) {
  Imposter plain;
  plain.On("/", test::Answer(200, "plain"));
  CurlHttpClient client(LocalPolicy(), Trusting());
  const std::string port = std::to_string(plain.port());
  OutboundRequest request = Get("https://localhost:" + port + "/");
  request.timeout = std::chrono::milliseconds(500);
  ExpectFailure(client.Send(request), ErrorCode::kOutboundTimeout, "localhost");
}

TEST_F(OutboundTls, IsNotLeftByARedirect) {
  Imposter plain;
  plain.On("/", test::Answer(200, "plain"));
  server_.On("/down", test::Redirect(plain.Url("/", "localhost")));
  plain.On("/up", test::Redirect(server_.Url("/", "localhost")));
  CurlHttpClient client(LocalPolicy(), Trusting());
  ExpectFailure(client.Send(Get(server_.Url("/down", "localhost"))), ErrorCode::kOutboundRefused,
                "localhost redirects from https to http");
  EXPECT_EQ(plain.connections(), 0u);
  EXPECT_TRUE(client.Send(Get(plain.Url("/up", "localhost"))));
}

}  // namespace
}  // namespace imprint
