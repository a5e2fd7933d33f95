#include "bundle/secret_scan.h"

#include <gtest/gtest.h>

#include <set>

#include "bundle/compile.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

// Put together here, so that no scanner of repositories takes them for real ones.
const std::string kToken = std::string("ghp") + "_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R";
const std::string kRandom = "9f8E7d6C5b4A39210x";

json::Document Parse(const std::string& text) {
  auto document = json::Document::Parse(text, 100);
  EXPECT_TRUE(document) << text;
  return std::move(*document);
}

std::vector<std::string> Paths(const std::string& text) {
  const json::Document document = Parse(text);
  std::vector<std::string> paths;
  for (const auto& secret : FindSecrets(document.root())) {
    paths.push_back(DottedPath(secret));
  }
  return paths;
}

TEST(SecretScan, FindsByFormByNameAndByPair) {
  EXPECT_EQ(Paths(R"({"a":[1,{"note":"use )" + kToken + R"("}]})"),
            std::vector<std::string>{"a[1].note"});
  EXPECT_EQ(Paths(R"({"http":{"apiKey":")" + kRandom + R"("}})"),
            std::vector<std::string>{"http.apiKey"});
  EXPECT_EQ(Paths(R"({"headers":[{"name":"X-Api-Key","value":")" + kRandom + R"("}]})"),
            std::vector<std::string>{"headers[0].value"});
  EXPECT_EQ(Paths(R"({"tokens":{")" + kToken + R"(":1}})"),
            std::vector<std::string>{"tokens.(a key)"});
  EXPECT_TRUE(Paths(R"({"headers":[{"name":"Accept","value":")" + kRandom + R"("}]})").empty());
}

// Each find has its own copy.
TEST(SecretScan, KeepsLittleOfLongKeysAroundManyFinds) {
  const std::string key(10'000, 'k');
  std::string text = "[\"" + kToken + "\"]";
  for (int i = 0; i < 20; ++i) text = "{\"" + key + "\":[" + text + "]}";
  const json::Document document = Parse(text);
  const auto found = FindSecrets(document.root());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LE(found[0].name.size(), 256u);
  std::size_t bytes = 0;
  for (const auto& step : found[0].path) {
    if (const auto* name = std::get_if<std::string>(&step)) bytes += name->capacity();
  }
  EXPECT_LE(bytes, 1'000u);
  EXPECT_LE(found[0].path.size(), 10u);
  EXPECT_EQ(DottedPath(found[0]).size(), 500u);
}

TEST(SecretScan, KnowsWhereInEscapedTextACredentialStands) {
  const std::string text = R"({"a":"\u00e9\n)" + kToken + R"(\t"})";
  const json::Document document = Parse(text);
  const auto found = FindSecrets(document.root());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(document.text().substr(found[0].begin, found[0].end - found[0].begin), kToken);
}

TEST(SecretScan, PutsVariablesInTheirPlaces) {
  SecretNames names;
  const json::Document first =
      Parse(R"({"clientSecret":")" + kRandom + R"(","url":"https://u:)" + kRandom +
            R"(@h/","other":{"clientSecret":"1)" + kRandom + R"("}})");
  EXPECT_EQ(WithVariables(first.root(), {}, names),
            R"({"clientSecret":"<<client_secret>>","url":"https://u:<<client_secret>>@h/",)"
            R"("other":{"clientSecret":"<<client_secret_2>>"}})");
  EXPECT_EQ(names.all(), (std::vector<std::string>{"client_secret", "client_secret_2"}));
  const json::Document clean = Parse(WithVariables(first.root(), {}, names));
  EXPECT_TRUE(FindSecrets(clean.root()).empty());
}

TEST(SecretScan, TakesNoNameThatIsThereAlready) {
  SecretNames names;
  const json::Document document =
      Parse(R"({"apiKey":")" + kRandom + R"(","a":"<<api_key>>, << x, <<>>"})");
  names.ReserveIn(document.text());
  WithVariables(document.root(), {}, names);
  EXPECT_EQ(names.all(), std::vector<std::string>{"api_key_2"});
}

TEST(SecretScan, NumbersManyOfOneNameAndSkipsThoseThatAreThere) {
  SecretNames names;
  names.ReserveIn("<<password_3>> <<password_50000>>");
  DocumentSecret secret;
  secret.name = "password";
  std::set<std::string> given;
  for (int i = 0; i < 100'000; ++i) given.insert(names.NameOf(secret, std::to_string(i)));
  EXPECT_EQ(given.size(), 100'000u);
  EXPECT_EQ(names.all()[1], "password_2");
  EXPECT_EQ(names.all()[2], "password_4");
  EXPECT_FALSE(given.contains("password_50000"));
  EXPECT_EQ(names.NameOf(secret, "7"), names.all()[7]);
}

TEST(SecretScan, TakesDeclaredCredentialsWhateverTheyLookLike) {
  SecretNames names;
  const json::Document connection =
      Parse(R"({"type":"http","http":{"auth":{"basic":{"username":"me","password":"tiny"}}}})");
  EXPECT_EQ(
      WithVariables(connection.root(), Model::kConnection, names),
      R"({"type":"http","http":{"auth":{"basic":{"username":"me","password":"<<password>>"}}}})");
}

std::vector<ArchiveFile> Bundle(const std::string& script) {
  const std::string id = "64f0c0ffee64f0c0ffee6400";
  return {{"integration.json", R"({"_id":")" + id + R"(","name":"I"})"},
          {"exports/a.json", R"({"_id":"64f0c0ffee64f0c0ffee6401","name":"E","http":{"headers":[)"
                             R"({"name":"Authorization","value":"Bearer )" +
                                 kRandom + R"("}]}})"},
          {"scripts/s.json", R"({"_id":"64f0c0ffee64f0c0ffee6402","name":"S"})"},
          {"scripts/s.js", script}};
}

TEST(SecretScan, ABundleWithCredentialsIsRefusedWithAllPlaces) {
  const auto version = Compile(Bundle("const k = '" + kToken + "';"), Limits());
  ASSERT_FALSE(version);
  ASSERT_EQ(version.error().problems.size(), 2u);
  for (const Problem& problem : version.error().problems) {
    EXPECT_EQ(problem.code, ErrorCode::kSecretInTemplate);
    EXPECT_EQ(problem.message.find(kToken), std::string::npos);
    EXPECT_EQ(problem.message.find(kRandom), std::string::npos);
  }
  EXPECT_EQ(version.error().problems[0].field, "exports/a.json: http.headers[0].value");
}

TEST(SecretScan, TheSameBundleWithVariablesIsTaken) {
  const auto files = Bundle("const k = '" + kToken + "';");
  FilesInMemory source(files);
  WithoutSecrets clean(source, 100);
  const auto version = Compile(clean, Limits());
  ASSERT_TRUE(version) << version.error().message();
  std::vector<std::string> names;
  for (const Variable& variable : version->variables) names.push_back(variable.name);
  EXPECT_EQ(names, (std::vector<std::string>{"authorization", "git_hub_token"}));
}

TEST(SecretScan, ADigaTemplateWithACredentialIsRefusedAtItsPlace) {
  const json::Document document =
      Parse(R"({"name":"N","language":"en","template":{"name":"N","base_url":"https://a.example",)"
            R"("auth_type":"NONE","integration_type":"HTTP","headers":{"X-Api-Key":")" +
            kRandom + R"("},"tools":[]}})");
  const auto made = CompileDigaTemplate(document.root(), json::Location("body"));
  ASSERT_FALSE(made);
  bool told = false;
  for (const Problem& problem : made.error().problems) {
    told |= problem.code == ErrorCode::kSecretInTemplate &&
            problem.field.find("X-Api-Key") != std::string::npos;
  }
  EXPECT_TRUE(told) << made.error().message() << made.error().problems.front().field;
}

// With a model that has credential fields every string is looked at in its place; the documents
// here have none of those fields.
TEST(SecretScan, FindsTheSameAtAQuickLook) {
  const std::vector<std::string> names{"a",     "apiKey",  "na\\u006de", "name", "key",
                                       "value", "default", "X-Api-Key",  "pin",  kToken};
  const std::vector<std::string> values{"\"" + kRandom + "\"",
                                        "\"" + kToken + "\"",
                                        "\"X-Api-Key\"",
                                        "\"\\u0067" + kToken.substr(1) + "\"",
                                        "\"https://a:b\\/c@d\"",
                                        "[\"" + kRandom + "\",7]",
                                        "\"plain\"",
                                        "12"};
  const auto found = [](const json::Document& document, std::optional<Model> model) {
    std::vector<std::string> all;
    for (const auto& secret : FindSecrets(document.root(), model)) {
      all.push_back(DottedPath(secret) + " " + secret.name + " " + std::to_string(secret.begin));
    }
    return all;
  };
  const auto resolved = [](const std::string& name) {
    return Parse("\"" + name + "\"").root().string();
  };
  std::size_t with = 0;
  for (const std::string& first : names) {
    for (const std::string& second : names) {
      if (resolved(first) == resolved(second)) continue;
      for (const std::string& a : values) {
        for (const std::string& b : values) {
          const json::Document document =
              Parse("{\"x\":{\"" + first + "\":" + a + ",\"" + second + "\":" + b + "}}");
          const auto all = found(document, Model::kConnection);
          EXPECT_EQ(found(document, {}), all) << document.text();
          with += !all.empty();
        }
      }
    }
  }
  EXPECT_GT(with, 1000u);
}

TEST(SecretScan, LooksIntoABareString) {
  const json::Document document = Parse("\"" + kToken + "\"");
  EXPECT_EQ(FindSecrets(document.root()).size(), 1u);
}

}  // namespace
}  // namespace imprint
