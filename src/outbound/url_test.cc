#include "outbound/url.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

TEST(OutboundUrl, ReadsTheHostAsItWillBeUsed) {
  const struct {
    const char* url;
    const char* host;
  } cases[] = {
      {"http://Example.COM/a", "example.com"}, {"https://example.com.:8443", "example.com."},
      {"http://127.0.0.1/", "127.0.0.1"},      {"http://2130706433/", "127.0.0.1"},
      {"http://0x7f.1/", "127.0.0.1"},         {"http://0177.0.0.1/", "127.0.0.1"},
      {"http://[::1]:80/", "[::1]"},           {"http://%6cocalhost/", "localhost"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.url);
    const auto url = OutboundUrl::Parse(c.url);
    ASSERT_TRUE(url) << url.error().message();
    EXPECT_EQ(url->host(), c.host);
  }
}

TEST(OutboundUrl, RefusesOtherSchemesAndCredentials) {
  const struct {
    const char* url;
    ErrorCode code;
  } cases[] = {
      {"ftp://example.com/", ErrorCode::kOutboundRefused},
      {"file:///etc/passwd", ErrorCode::kOutboundRefused},
      {"gopher://example.com/", ErrorCode::kOutboundRefused},
      {"javascript://x", ErrorCode::kOutboundRefused},
      {"http://user@example.com/", ErrorCode::kOutboundRefused},
      {"http://user:pass@example.com/", ErrorCode::kOutboundRefused},
      {"https://example.com@127.0.0.1/", ErrorCode::kOutboundRefused},
      {"", ErrorCode::kOutboundRefused},
      {"example.com/a", ErrorCode::kOutboundRefused},
      {"/a", ErrorCode::kOutboundRefused},
      {"http://", ErrorCode::kOutboundFailed},
      {"http://a b/", ErrorCode::kOutboundFailed},
      {"http://a:99999/", ErrorCode::kOutboundFailed},
      {"http://a\r\nHost: b/", ErrorCode::kOutboundFailed},
      {"http://127.0.0.1%00.example.com/", ErrorCode::kOutboundFailed},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.url);
    const auto url = OutboundUrl::Parse(c.url);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().code(), c.code) << url.error().message();
  }
  EXPECT_FALSE(OutboundUrl::Parse(std::string("http://a/\0b", 11)));
}

TEST(OutboundUrl, ResolvesWhereALocationLeads) {
  const auto base = OutboundUrl::Parse("https://example.com:443/a/b?c#d");
  ASSERT_TRUE(base);
  const struct {
    const char* location;
    const char* host;
    bool same_origin;
  } cases[] = {
      {"/x", "example.com", true},
      {"x?y", "example.com", true},
      {"#z", "example.com", true},
      {"https://EXAMPLE.com/x", "example.com", true},
      {"https://example.com./x", "example.com.", false},
      {"https://example.com:444/x", "example.com", false},
      {"http://example.com:443/x", "example.com", false},
      {"//other.example/x", "other.example", false},
      {"https://example.com.evil/x", "example.com.evil", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.location);
    const auto next = base->Resolve(c.location);
    ASSERT_TRUE(next) << next.error().message();
    EXPECT_EQ(next->host(), c.host);
    EXPECT_EQ(next->SameOrigin(*base), c.same_origin);
  }
  EXPECT_EQ(base->Resolve("//user@example.com/").error().code(), ErrorCode::kOutboundRefused);
  EXPECT_EQ(base->Resolve("file:///etc/passwd").error().code(), ErrorCode::kOutboundRefused);
}

}  // namespace
}  // namespace imprint
