#include "app/secret_values.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::SmallBundle;
using test::TestWorld;

class SecretValuesTest : public ::testing::Test {
 protected:
  /// Of a template with the secrets "api_key", "token" and "password", and "domain", which is none.
  SecretValues Of(std::map<std::string, std::string> variables) const {
    Bindings bindings;
    bindings.variables = std::move(variables);
    return {*version_, bindings};
  }

  VersionPtr VersionOf() {
    BundleBuilder bundle = SmallBundle();
    bundle.Add(Model::kScript, 90, R"("content":"<<domain>> <<api_key>> <<token>> <<password>>")");
    const Account account = world_.NewAccount("acme");
    const auto installed = world_.InstallBundle(account, bundle, world_.MakeConnection(account));
    return world_.services().versions.Get(installed.installation.version).value();
  }

  TestWorld world_;
  VersionPtr version_ = VersionOf();
};

TEST_F(SecretValuesTest, AreMaskedWhereverTheyStand) {
  const SecretValues secrets = Of({{"api_key", R"("k-1234")"}, {"domain", R"("a.example")"}});
  EXPECT_EQ(secrets.Masked(R"("k-1234")"), R"("******")");
  EXPECT_EQ(secrets.Masked(R"("Bearer k-1234;k-1234?")"), R"("Bearer ******;******?")");
  EXPECT_EQ(secrets.Masked(R"({"a":["a.example",{"x k-1234":"k-123","n":1.50}],"b":"k-1234"})"),
            R"({"a":["a.example",{"x ******":"k-123","n":1.50}],"b":"******"})");
  for (const char* other : {"null", "true", "-1e5", "[]", "{}", "\"\"", R"("\u0041\/")"}) {
    EXPECT_EQ(secrets.Masked(other), other);
  }
}

TEST_F(SecretValuesTest, AreMaskedHoweverTheyAreWritten) {
  const SecretValues secrets = Of({{"api_key", R"("a\/b\"\u00fc\nc")"}});
  EXPECT_EQ(secrets.Masked("\"x a/b\\\"\xC3\xBC\\nc\""), R"("x ******")");
  EXPECT_EQ(secrets.Masked(R"("\u0061\u002fb\u0022\u00FC\u000ac\t")"), R"("******\t")");
}

TEST_F(SecretValuesTest, AreNumbersToo) {
  const SecretValues secrets = Of({{"password", "1234567"}, {"token", "true"}});
  EXPECT_EQ(secrets.Masked(R"([1234567,"1234567",12345670,123456,true])"),
            R"(["******","******","******",123456,true])");
}

TEST_F(SecretValuesTest, OfFewBytesAreNone) {
  const SecretValues secrets = Of({{"api_key", R"("12345")"}, {"token", R"("")"}});
  EXPECT_EQ(secrets.Masked(R"("12345")"), R"("12345")");
  EXPECT_EQ(Of({}).Masked("x"), "x");
  EXPECT_EQ(Of({{"domain", R"("a.example")"}}).Masked(R"("a.example")"), R"("a.example")");
}

TEST_F(SecretValuesTest, LeaveNoRestWhereTheyOverlap) {
  const SecretValues secrets =
      Of({{"api_key", R"("abcdefgh")"}, {"token", R"("efghijkl")"}, {"password", R"("bcdefg")"}});
  EXPECT_EQ(secrets.Masked(R"("-abcdefghijkl-")"), R"("-******-")");
  EXPECT_EQ(secrets.Masked(R"("-abcdefgbcdefgh-")"), R"("-a************h-")");
  EXPECT_EQ(secrets.Masked(R"("abcdefefghijkl")"), R"("abcdef******")");
  const SecretValues same = Of({{"api_key", R"("aaaaaa")"}, {"token", R"("aaaaaaa")"}});
  EXPECT_EQ(same.Masked(R"("baaaaaaaaaaaaab")"), R"("b******b")");
}

TEST_F(SecretValuesTest, AreNotShownInWhatCannotBeRead) {
  const SecretValues secrets = Of({{"api_key", R"("k-1234")"}});
  for (const char* bad : {"", "{", "k-1234", "\"k-1234", "\"\xFF\""}) {
    EXPECT_EQ(secrets.Masked(bad), R"("******")") << bad;
  }
}

TEST_F(SecretValuesTest, WithoutMeasureHideAllStrings) {
  const std::string large(300 * 1024, 'x');
  const SecretValues secrets = Of({{"api_key", "\"" + large + "\""}, {"token", R"("k-1234")"}});
  EXPECT_EQ(secrets.Masked("{\"a\":\"" + large + R"(","b":"k-1234 yes","c":"short","d":1})"),
            R"({"a":"******","b":"******","c":"short","d":1})");
}

// What a plain search finds is what is masked.
TEST_F(SecretValuesTest, AreFoundAsAPlainSearchFindsThem) {
  std::mt19937 random(1);
  const auto word = [&](std::size_t bytes) {
    std::string text(bytes, 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 2);
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    const std::string values[] = {word(6 + random() % 4), word(6 + random() % 4), word(6)};
    const SecretValues secrets = Of({{"api_key", "\"" + values[0] + "\""},
                                     {"token", "\"" + values[1] + "\""},
                                     {"password", "\"" + values[2] + "\""}});
    const std::string text = word(random() % 40);
    std::vector<bool> hidden(text.size());
    std::vector<bool> joined(text.size());  // with the byte in front of it, by one value
    for (const std::string& value : values) {
      for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at + 1)) {
        for (std::size_t i = 0; i < value.size(); ++i) {
          hidden[at + i] = true;
          if (i > 0) joined[at + i] = true;
        }
      }
    }
    std::string expected;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!hidden[i]) expected += text[i];
      if (hidden[i] && !joined[i]) expected += "******";
    }
    EXPECT_EQ(secrets.Masked("\"" + text + "\""), "\"" + expected + "\"");
  }
}

}  // namespace
}  // namespace imprint
