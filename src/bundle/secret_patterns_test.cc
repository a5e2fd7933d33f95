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

TEST(SecretPatterns, TakeEncryptedAndUnfinishedKeysToTheirEnd) {
  const std::string begin = Joined("-----BEGIN RSA PRIVATE", " KEY-----\n");
  const std::string body = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMIIEow\n";
  const std::string end = Joined("-----END RSA PRIVATE", " KEY-----");
  EXPECT_EQ(Found("a " + begin + body + end + " b"), std::vector{begin + body + end});
  EXPECT_EQ(Found("a " + begin + body), std::vector{begin + body});
  const std::string pgp = Joined("-----BEGIN PGP PRIVATE", " KEY BLOCK-----\nlQdG\n");
  EXPECT_EQ(Found(pgp), std::vector{pgp});
}

const std::string kHex = "9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d";

TEST(SecretPatterns, LookIntoUrlsHeadersAndScripts) {
  const std::pair<std::string, std::string> cases[] = {
      {"https://admin:hunter2@db.example.com/x", "hunter2"},
      {"https://a.example/x?page=2&api_key=" + kHex + "&z=1", kHex},
      {"https://a.example/x?subscription-key=" + kHex, kHex},
      {"client_secret=" + kHex + "&grant_type=x", kHex},
      {"Endpoint=sb://x/;AccountKey=" + kHex + "=;x", kHex + "="},
      {"Bearer " + kHex + ":rest-of-it", kHex + ":rest-of-it"},
      {"const apiKey = '" + kHex + "';", kHex},
      {"const apiKey: string = '" + kHex + "';", kHex},
      {"let signingKey=`" + kHex + "`", kHex},
      {"options.headers['X-Api-Key'] = \"" + kHex + "\"", kHex},
      {"request.setHeader('X-Api-Key', '" + kHex + "')", kHex},
      {R"({"password": "S3cr3t$Passw0rd!!x9"})", "S3cr3t$Passw0rd!!x9"},
  };
  for (const auto& [text, secret] : cases) EXPECT_EQ(Found(text), std::vector{secret}) << text;
}

TEST(SecretPatterns, LeaveWhatIsNone) {
  for (const char* text : {
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
           "http://localhost:8080@foo",
           "https://username:password@api.example.com/ in docs",
           "sk-short",
           "ghp_short",
           "token = request.headers.authorization;",
           "Basic authentication is required here",
           "Token ABC123DEF456GHI789 of docs",
           "const tokenUrl = 'https://login.example.com/oauth2/v2.0/token';",
           "apiKeyHeader = 'X-Shopify-Access-Token'",
           "secretLastRotated: '2024-05-06T10:11:12Z'",
           "passwordResetUrl = 'https://x.example/Reset/2023/Form01'",
           "tokenPath=\"data.items[0].access_token_v2\"",
           "tokenizer = 'StandardTokenizerFactory'",
           "WHERE token = 'processed_2024_01'",
       }) {
    EXPECT_TRUE(Found(text).empty()) << text << ": " << Found(text).front();
  }
}

TEST(SecretPatterns, JudgeAValueByItsName) {
  const std::string value = "9f8E7d6C5b4A39210x";
  for (const char* name :
       {"apiKey", "api_key", "X-API-Key", "password", "clientSecret", "Authorization",
        "access_token", "Token", "auth", "Ocp-Apim-Subscription-Key", "secretKey"}) {
    EXPECT_TRUE(IsNamedSecret(name, value)) << name;
    EXPECT_TRUE(IsNamedSecret(name, "/" + value)) << name;
  }
  EXPECT_TRUE(IsNamedSecret("Authorization", "ApiKey " + kHex));
  for (const char* name : {"name", "_exportId", "hash", "tokenType", "author", "key", "checksum",
                           "credentialId", "apiKeyName", "nextPageToken", "publicKeyToken"}) {
    EXPECT_FALSE(IsNamedSecret(name, value)) << name;
  }
  for (const char* other :
       {"", "******", "header", "<<api_key>>", "{{record.apiKey}}", "64f0c0ffee64f0c0ffee64f0",
        "https://example.com/token123X", "your-api-key-here", "access_token",
        "OAuth2ClientCredentialsGrant", "Ocp-Apim-Subscription-Key", "X-Shopify-Access-Token",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf",
        "$.data.paging.next01Page02", "YOUR_ACCESS_TOKEN_HERE_123"}) {
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
