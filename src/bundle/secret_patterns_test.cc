#include "bundle/secret_patterns.h"

#include <gtest/gtest.h>

#include <string>

namespace imprint {
namespace {

// Put together here, so that no scanner of repositories takes them for real ones.
std::string Joined(std::string_view front, std::string_view back) {
  return std::string(front) + std::string(back);
}
constexpr std::string_view kDigits = "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T";

std::vector<std::string> Found(const std::string& text) {
  std::vector<std::string> found;
  for (const SecretFind& find : FindSecretsIn(text)) {
    found.push_back(text.substr(find.begin, find.end - find.begin));
  }
  return found;
}

TEST(SecretPatterns, KnowIssuersForms) {
  const std::string hex32 = "0123456789abcdef0123456789abcdef";
  const std::string secrets[] = {
      Joined("AKIA", "ABCDEFGHIJKLMNOP"),
      Joined("ghp_", kDigits),
      Joined("glpat-", kDigits.substr(0, 20)),
      Joined("xoxb-", "123456789012-abcdefABCDEF"),
      Joined("sk_live_", kDigits.substr(0, 24)),
      Joined("AIza", kDigits.substr(0, 35)),
      Joined("SG.", std::string(kDigits.substr(0, 22)) + "." + std::string(kDigits)),
      Joined("SK", hex32),
      Joined("npm_", kDigits.substr(0, 36)),
      Joined("sk-ant-", kDigits),
      Joined("sk-proj-", kDigits),
      Joined("shpat_", hex32),
      Joined("dapi", hex32),
      Joined("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"),
  };
  for (const std::string& secret : secrets) {
    SCOPED_TRACE(secret.substr(0, 8));
    EXPECT_EQ(Found(secret), std::vector{secret});
    EXPECT_EQ(Found("before \"" + secret + "\" behind"), std::vector{secret});
  }
}

TEST(SecretPatterns, TakeAPrivateKeyWhole) {
  const std::string key = Joined("-----BEGIN RSA PRIVATE", " KEY-----\nMIIEow\n") +
                          Joined("-----END RSA PRIVATE", " KEY-----");
  EXPECT_EQ(Found("key: " + key + " end"), std::vector{key});
  EXPECT_TRUE(Found("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----").empty());
}

TEST(SecretPatterns, LookIntoUrlsHeadersAndScripts) {
  EXPECT_EQ(Found("https://admin:hunter2@db.example.com/x"), std::vector<std::string>{"hunter2"});
  EXPECT_EQ(Found("https://a.example/x?page=2&api_key=9f8E7d6C5b4A3921&z=1"),
            std::vector<std::string>{"9f8E7d6C5b4A3921"});
  EXPECT_EQ(Found("Bearer 9f8E7d6C5b4A39210x"), std::vector<std::string>{"9f8E7d6C5b4A39210x"});
  EXPECT_EQ(Found("const apiKey = '9f8E7d6C5b4A3921';"),
            std::vector<std::string>{"9f8E7d6C5b4A3921"});
  EXPECT_EQ(Found("options.headers['x-api-key'] = \"9f8E7d6C5b4A3921\""),
            std::vector<std::string>{});  // no name right before the sign
}

TEST(SecretPatterns, LeaveWhatIsNone) {
  for (const std::string text : {
           "",
           "A sentence about tokens and passwords.",
           "Bearer {{connection.http.token}}",
           "Bearer <<api_token>>",
           "https://a.example/oauth/token?grant_type=client_credentials",
           "https://a.example/x?token=<<token>>",
           "password: 'changeme'",
           "tokenUrl = '/oauth/token'",
           "64f0c0ffee64f0c0ffee64f0",
           "https://example.com:8080/path@2",
           "sk-short",
           "ghp_short",
           "token = request.headers.authorization;",
           "Basic authentication is required here",
       }) {
    EXPECT_TRUE(Found(text).empty()) << text << ": " << Found(text).front();
  }
}

TEST(SecretPatterns, JudgeAValueByItsName) {
  const std::string value = "9f8E7d6C5b4A39210x";
  for (const char* name : {"apiKey", "api_key", "X-API-Key", "password", "clientSecret",
                           "Authorization", "access_token", "Token", "auth"}) {
    EXPECT_TRUE(IsNamedSecret(name, value)) << name;
  }
  for (const char* name : {"name", "_exportId", "hash", "tokenType", "author", "key", "checksum"}) {
    EXPECT_FALSE(IsNamedSecret(name, value)) << name;
  }
  for (const char* other :
       {"", "******", "header", "<<api_key>>", "{{record.apiKey}}", "64f0c0ffee64f0c0ffee64f0",
        "https://example.com/token123X", "your-api-key-here", "access_token"}) {
    EXPECT_FALSE(IsNamedSecret("apiKey", other)) << other;
  }
}

TEST(SecretPatterns, StayQuickOnHostileText) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "token=a:a@ eyJ ";
  EXPECT_TRUE(Found(text).empty());
  EXPECT_EQ(Found(std::string(1'000'000, '-') + Joined("ghp_", kDigits)).size(), 1u);
}

}  // namespace
}  // namespace imprint
