#include "app/variable_uses.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"
#include "base/json/schema.h"
#include "bundle/compile.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

CompiledVersion VersionOf(const BundleBuilder& bundle) {
  auto version = Compile(bundle.files(), Limits());
  EXPECT_TRUE(version) << version.error().message();
  return std::move(*version);
}

CompiledVersion WithScript(std::string_view members) {
  return VersionOf(BundleBuilder().Add(Model::kIntegration, 1).Add(Model::kScript, 2, members));
}

// Of an integration of Diga with one tool.
CompiledVersion Diga(std::string_view integration, std::string_view tool) {
  const auto document = test::Parse(fmt::format(
      R"({{"name":"N","template":{{"integration_type":"HTTP",{},"tools":[{{"name":"t","description":"d",)"
      R"("endpoint_path":"/x","method":"GET",{}}}]}}}})",
      integration, tool));
  auto compiled = CompileDigaTemplate(document.root(), json::Location("body"));
  EXPECT_TRUE(compiled) << compiled.error().message();
  return std::move(compiled->version);
}

VariableType TypeOf(const CompiledVersion& version, std::string_view name) {
  const auto types = TypesOfVariables(version);
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (version.variables[i].name == name) return types[i];
  }
  ADD_FAILURE() << name << " is no variable";
  return VariableType::kString;
}

// Everything of the version is installed.
Installation All(const CompiledVersion& version) {
  Installation installation;
  installation.creates_connections = true;
  installation.blocks = {
      {*Id::FromObjectIdText("000000000000000000000000"), version.id_count(), 0}};
  return installation;
}

std::vector<std::string> PathsOf(const CompiledVersion& version, const Installation& installation,
                                 std::string_view name) {
  const auto all = UsesOfVariables(version, installation, 100);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (version.variables[i].name != name) continue;
    EXPECT_EQ(all[i].count, all[i].uses.size());
    for (const VariableUse& use : all[i].uses) {
      paths.push_back(fmt::format("{} {}{}", use.ordinal, use.path, use.whole ? " (whole)" : ""));
    }
  }
  return paths;
}

TEST(VariableTypes, ComeFromWhereTheVariableStands) {
  const struct {
    const char* members;
    VariableType type;
  } cases[] = {
      {R"("x":"<<v>>")", VariableType::kString},
      {R"("x":"a <<v>> b")", VariableType::kString},
      {R"("x":"https://<<v>>/orders")", VariableType::kUrl},
      {R"("x":"see https://a.test/<<v>>")", VariableType::kString},
      {R"("baseURI":"<<v>>")", VariableType::kUrl},
      {R"("shopUrl":"<<v>>/orders")", VariableType::kUrl},
      {R"("relativeURI":"<<v>>")", VariableType::kString},
      {R"("url":"/orders/<<v>>")", VariableType::kString},
      {R"("headers":{"Authorization":"<<v>>"})", VariableType::kSecret},
      {R"("x":"Bearer <<v>>")", VariableType::kSecret},
      {R"("x":"https://a.test/?a=b&api_key=<<v>>")", VariableType::kSecret},
      {R"("x":"https://a.test/?shop=<<v>>")", VariableType::kString},
      {R"("headers":[{"name":"X-Api-Key","value":"<<v>>"}])", VariableType::kSecret},
      {R"("headers":[{"name":"X-Shop","value":"<<v>>"}])", VariableType::kString},
      {R"("a":"https://<<v>>","b":{"clientSecret":"<<v>>"})", VariableType::kSecret},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.members);
    EXPECT_EQ(TypeOf(WithScript(c.members), "v"), c.type);
  }
}

TEST(VariableTypes, ComeFromTheNameWhereThePlaceSaysNothing) {
  const struct {
    const char* name;
    VariableType type;
  } cases[] = {
      {"store", VariableType::kString},
      {"api_key", VariableType::kSecret},
      {"shopPassword", VariableType::kSecret},
      {"access-token", VariableType::kSecret},
      {"shop_url", VariableType::kUrl},
      {"callbackUri", VariableType::kUrl},
      {"curl", VariableType::kString},
      {"page_size", VariableType::kNumber},
      {"maxRetries", VariableType::kNumber},
      {"retry.count", VariableType::kNumber},
      {"is_test", VariableType::kBoolean},
      {"alertsEnabled", VariableType::kBoolean},
      {"island", VariableType::kString},
      {"account", VariableType::kString},
      {"_", VariableType::kString},
      {"_x--y", VariableType::kString},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(TypeOf(WithScript(fmt::format(R"("x":"<<{}>>")", c.name)), c.name), c.type) << c.name;
  }
}

TEST(VariableTypes, InsideATextAreNoNumbers) {
  EXPECT_EQ(TypeOf(WithScript(R"("x":"page <<page_size>>")"), "page_size"), VariableType::kString);
  EXPECT_EQ(TypeOf(WithScript(R"("x":"page <<page_size>>","y":"<<page_size>>")"), "page_size"),
            VariableType::kNumber);
}

TEST(VariableTypes, AreWhatAToolsParameterDeclares) {
  const auto declared = [](std::string_view type, std::string_view name = "p") {
    return Diga(R"("base_url":"https://a.test")",
                fmt::format(R"("query":[{{"name":"{}","data_type":"{}","fixed_value":"<<v>>"}}])",
                            name, type));
  };
  EXPECT_EQ(TypeOf(declared("integer"), "v"), VariableType::kNumber);
  EXPECT_EQ(TypeOf(declared("number"), "v"), VariableType::kNumber);
  EXPECT_EQ(TypeOf(declared("boolean"), "v"), VariableType::kBoolean);
  EXPECT_EQ(TypeOf(declared("string"), "v"), VariableType::kString);
  EXPECT_EQ(TypeOf(declared("string", "api_key"), "v"), VariableType::kSecret);
}

TEST(VariableTypes, AreTextWhereParametersDisagree) {
  const auto version = Diga(R"("base_url":"https://a.test")",
                            R"("query":[{"name":"a","data_type":"integer","fixed_value":"<<v>>"},)"
                            R"({"name":"b","data_type":"boolean","fixed_value":"<<v>>"}])");
  EXPECT_EQ(TypeOf(version, "v"), VariableType::kString);
}

TEST(VariableTypes, OfDigasBaseUrl) {
  const auto version =
      Diga(R"("base_url":"<<host>>/v1","headers":{"X-Api-Key":"<<k>>"})", R"("headers":null)");
  EXPECT_EQ(TypeOf(version, "host"), VariableType::kUrl);
  EXPECT_EQ(TypeOf(version, "k"), VariableType::kSecret);
}

TEST(VariableUses, TellEveryPlace) {
  const auto version =
      WithScript(R"("a":"<<v>>","b":{"c":["x","<<v>> <<v>>",{"d":"\u00e9<<v>>"}]},"<<v>>":1)");
  EXPECT_THAT(PathsOf(version, All(version), "v"),
              ElementsAre("1 a (whole)", "1 b.c[1]", "1 b.c[1]", "1 b.c[2].d"));
}

TEST(VariableUses, OfDigaToo) {
  const auto version =
      Diga(R"("base_url":"https://<<host>>/<<path>>")",
           R"("query":[{"name":"p","data_type":"integer","fixed_value":"<<v>>"}])");
  EXPECT_THAT(PathsOf(version, All(version), "host"), ElementsAre("0 base_url"));
  EXPECT_THAT(PathsOf(version, All(version), "path"), ElementsAre("0 base_url"));
  EXPECT_THAT(PathsOf(version, All(version), "v"), ElementsAre("1 query[0].fixed_value (whole)"));
  Installation replaced = All(version);
  replaced.bindings.base_url = "https://b.test";
  EXPECT_THAT(PathsOf(version, replaced, "host"), IsEmpty());
  EXPECT_THAT(PathsOf(version, replaced, "v"), testing::SizeIs(1));
}

TEST(VariableUses, LeaveOutWhatIsReplacedOrNotInstalled) {
  BundleBuilder bundle;
  bundle.File("integration.json",
              fmt::format(R"({{"_id":"{}","name":"<<v>> <<w>>","x":"<<v>>"}})", test::SourceId(1)));
  bundle.Add(Model::kScript, 2, R"("x":"<<v>>")");
  const auto version = VersionOf(bundle);
  Installation installation = All(version);
  EXPECT_THAT(PathsOf(version, installation, "v"),
              ElementsAre("0 name", "0 x (whole)", "1 x (whole)"));
  installation.bindings.name = "Mine";
  EXPECT_THAT(PathsOf(version, installation, "v"), ElementsAre("0 x (whole)", "1 x (whole)"));
  EXPECT_THAT(PathsOf(version, installation, "w"), IsEmpty());
  installation.bindings.selected = {1};
  EXPECT_THAT(PathsOf(version, installation, "v"), ElementsAre("1 x (whole)"));
}

TEST(VariableUses, AreCountedBeyondThoseListed) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "<<v>>,";
  const auto version = WithScript(fmt::format(R"("x":"{}")", text));
  const auto all = UsesOfVariables(version, All(version), 10);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].count, 300u);
  EXPECT_EQ(all[0].uses.size(), 10u);
}

}  // namespace
}  // namespace imprint
