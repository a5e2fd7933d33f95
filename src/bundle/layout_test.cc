#include "bundle/layout.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

constexpr const char* kId = "5f0c1e2d3a4b5c6d7e8f9a0b";

TEST(PlaceFile, KnowsEveryFileByItsPath) {
  const PlacedFile unknown{};
  const PlacedFile ignored{FileRole::kIgnored, Model::kIntegration};
  const struct {
    const char* path;
    PlacedFile place;
  } cases[] = {
      {"integration.json", {FileRole::kDocument, Model::kIntegration}},
      {"connections/a.json", {FileRole::kDocument, Model::kConnection}},
      {"exports/a.json", {FileRole::kDocument, Model::kExport}},
      {"ediprofiles/a.json", {FileRole::kDocument, Model::kEdiProfile}},
      {"mcpservers/a.json", {FileRole::kDocument, Model::kMcpServer}},
      {"scripts/a.json", {FileRole::kDocument, Model::kScript}},
      {"scripts/a.js", {FileRole::kScriptSource, Model::kScript}},
      {"README", ignored},
      {"README.txt", ignored},
      {"LICENSE", ignored},
      {"notes.md", ignored},
      {"Integration.json", unknown},
      {"integrations/a.json", unknown},
      {"integrations/integration.json", unknown},
      {"exports/integration.json", {FileRole::kDocument, Model::kExport}},
      {"Exports/a.json", unknown},
      {"exports/a.JSON", unknown},
      {"exports/.json", unknown},
      {"exports/a.js", unknown},
      {"exports/sub/a.json", unknown},
      {"exports/README.md", unknown},
      {"scripts/.js", unknown},
      {"a.json", unknown},
      {"other/a.json", unknown},
      {"exports", unknown},
      {"exports/", unknown},
      {"", unknown},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    const PlacedFile got = PlaceFile(c.path);
    EXPECT_EQ(got.role, c.place.role);
    EXPECT_EQ(got.model, c.place.model);
  }
}

TEST(PlaceFile, TakesEveryModelBack) {
  for (const auto& info : ModelsOf(Dialect::kIntegrator)) {
    SCOPED_TRACE(info.name);
    EXPECT_EQ(PlaceFile(DocumentPath(info.model, "Some name", kId)),
              (PlacedFile{FileRole::kDocument, info.model}));
  }
  EXPECT_EQ(PlaceFile(ScriptSourcePath("Some name", kId)),
            (PlacedFile{FileRole::kScriptSource, Model::kScript}));
}

TEST(Slug, TurnsEveryRunIntoOneDash) {
  const struct {
    const char* name;
    const char* slug;
  } cases[] = {
      {"Orders", "Orders"},
      {"Get orders (new)", "Get-orders-new-"},
      {"a_b-c", "a_b-c"},
      {"a - b", "a-b"},
      {"  x", "-x"},
      {"../../etc/passwd", "-etc-passwd"},
      {"\xc3\x9c"
       "berweisung \xe2\x82\xac",
       "-berweisung-"},
      {"\xe6\x97\xa5\xe6\x9c\xac", "-"},
      {"", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Slug(c.name), c.slug);
  }
}

TEST(DocumentPath, HoldsSlugAndId) {
  EXPECT_EQ(DocumentPath(Model::kExport, "Get orders", kId),
            "exports/Get-orders-5f0c1e2d3a4b5c6d7e8f9a0b.json");
  EXPECT_EQ(DocumentPath(Model::kIntegration, "Orders", kId), "integration.json");
  EXPECT_EQ(ScriptSourcePath("a b", kId), "scripts/a-b-5f0c1e2d3a4b5c6d7e8f9a0b.js");
  const std::string longest = DocumentPath(Model::kExport, std::string(5000, 'n'), kId);
  EXPECT_LE(longest.size(), 255u);
  EXPECT_EQ(IdInFileName(longest), kId);
}

TEST(IdInFileName, FindsTheIdOrNothing) {
  const std::string id = kId;
  const struct {
    std::string path;
    bool has_id;
  } cases[] = {
      {"exports/Get-orders-" + id + ".json", true},
      {"scripts/s-" + id + ".js", true},
      {"-" + id + ".json", true},
      {"exports/" + id + ".json", false},
      {"exports/a" + id + ".json", false},
      {"exports/a-" + id + ".txt", false},
      {"exports/a-" + id, false},
      {"exports/a-" + id + "0.json", false},
      {"exports/a-5F0C1E2D3A4B5C6D7E8F9A0B.json", false},
      {"exports/a-5g0c1e2d3a4b5c6d7e8f9a0b.json", false},
      {"exports-" + id + "/a.json", false},
      {"integration.json", false},
      {".json", false},
      {"", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    EXPECT_EQ(IdInFileName(c.path), c.has_id ? std::optional(id) : std::nullopt);
  }
}

}  // namespace
}  // namespace imprint
