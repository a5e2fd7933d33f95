#include "model/compiled.h"

#include <gtest/gtest.h>

#include "model/render.h"

namespace imprint {
namespace {

Id Oid(const char* text) {
  return *Id::FromObjectIdText(text);
}

// {"_id":"…","name":"Shop","x":"a <<v>> b","y":"<<v>>"} as an integration, then one connection.
CompiledVersion Sample() {
  CompiledVersion version;
  CompiledResource integration;
  integration.template_id = Oid("000000000000000000000001");
  integration.name = "Shop";
  integration.text =
      R"({"_id":"000000000000000000000001","name":"Shop","x":"a <<v>> b","y":"<<v>>","c":"000000000000000000000002"})";
  const auto at = [&](std::string_view what, std::size_t from = 0) {
    return static_cast<std::uint32_t>(integration.text.find(what, from));
  };
  integration.slots = {{at("000000000000000000000001"), 24, SlotKind::kId, 0},
                       {at("\"Shop\""), 6, SlotKind::kName, 0},
                       {at("<<v>> b"), 5, SlotKind::kVariableText, 0},
                       {at("\"<<v>>\""), 7, SlotKind::kVariableWhole, 0},
                       {at("000000000000000000000002"), 24, SlotKind::kId, 1}};
  integration.references = {1};
  CompiledResource connection{.model = Model::kConnection,
                              .template_id = Oid("000000000000000000000002"),
                              .name = "C",
                              .type = "http",
                              .text = R"({"_id":"000000000000000000000002"})",
                              .slots = {{8, 24, SlotKind::kId, 1}},
                              .references = {}};
  version.resources = {integration, connection};
  version.embedded = {Oid("000000000000000000000003")};
  version.variables = {{"v", {{0, "x"}, {0, "y"}}}};
  version.warnings = {{"code", "message", {0, "x"}}};
  return version;
}

Installation Installed() {
  Installation installation;
  installation.version = {};
  installation.blocks = {{Oid("aaaaaaaaaaaaaaaaaa000010"), 3, 0}};
  installation.id = InstallationId(installation.blocks[0].first);
  installation.created = FromMillis(0);
  return installation;
}

TEST(EncodeVersion, RoundTripsAndRefusesDamage) {
  const std::string bytes = EncodeVersion(Sample());
  const auto back = DecodeVersion(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(EncodeVersion(*back), bytes);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(DecodeVersion(bytes.substr(0, length))) << length;
  }
  EXPECT_FALSE(DecodeVersion(bytes + "x"));
}

TEST(DecodeVersion, RefusesSlotsOutsideTheText) {
  CompiledVersion version = Sample();
  version.resources[1].slots[0].length = 1000;
  EXPECT_FALSE(DecodeVersion(EncodeVersion(version)));
  version = Sample();
  version.resources[0].slots[2].index = 7;
  EXPECT_FALSE(DecodeVersion(EncodeVersion(version)));
}

TEST(RenderTemplate, GivesTheTemplatesOwnText) {
  const CompiledVersion version = Sample();
  std::string out;
  RenderTemplate(version, 0, out);
  EXPECT_EQ(out, version.resources[0].text);
}

TEST(RenderInstalled, FillsEverySlot) {
  Installation installation = Installed();
  installation.bindings.connections = {{1, Oid("bbbbbbbbbbbbbbbbbbbbbbbb")}};
  installation.bindings.variables = {{"v", R"("say \"<<v>>\"")"}};
  installation.bindings.name = "My \"Shop\"";
  std::string out;
  RenderInstalled(Sample(), installation, 0, out);
  EXPECT_EQ(out,
            R"({"_id":"aaaaaaaaaaaaaaaaaa000010","name":"My \"Shop\"","x":"a say \"<<v>>\" b",)"
            R"("y":"say \"<<v>>\"","c":"bbbbbbbbbbbbbbbbbbbbbbbb",)"
            R"("createdAt":"1970-01-01T00:00:00.000Z","lastModified":"1970-01-01T00:00:00.000Z",)"
            R"("_sourceId":"000000000000000000000001"})");
}

TEST(RenderInstalled, KeepsTheTypeOfAWholeValue) {
  Installation installation = Installed();
  installation.bindings.variables = {{"v", "1.50"}};
  std::string out;
  RenderInstalled(Sample(), installation, 0, out);
  EXPECT_NE(out.find(R"("x":"a 1.50 b","y":1.50,"c":"aaaaaaaaaaaaaaaaaa000011")"),
            std::string::npos)
      << out;
}

TEST(RenderInstalled, CreatedConnectionsAreOffline) {
  Installation installation = Installed();
  installation.creates_connections = true;
  installation.from_template = TemplateId(Oid("cccccccccccccccccccccccc"));
  std::string out;
  RenderInstalled(Sample(), installation, 1, out);
  EXPECT_TRUE(out.starts_with(R"({"_id":"aaaaaaaaaaaaaaaaaa000011","offline":true,"createdAt")"))
      << out;
  EXPECT_NE(out.find(R"("_templateId":"cccccccccccccccccccccccc")"), std::string::npos);
}

TEST(Ordinals, AreFoundByIdInEveryBlock) {
  Installation installation = Installed();
  installation.blocks.push_back({Oid("dddddddddddddddddd0000f0"), 2, 3});
  for (std::uint32_t ordinal = 0; ordinal < 5; ++ordinal) {
    EXPECT_EQ(OrdinalOf(installation, IdOf(installation, ordinal)), ordinal);
  }
  EXPECT_FALSE(OrdinalOf(installation, Oid("aaaaaaaaaaaaaaaaaa000013")));
  EXPECT_TRUE(IdOf(installation, 5).empty());
}

TEST(Installs, LeavesMappedConnectionsAndEmbeddedIdsOut) {
  Installation installation = Installed();
  EXPECT_TRUE(Installs(Sample(), installation, 0));
  EXPECT_FALSE(Installs(Sample(), installation, 1));
  EXPECT_FALSE(Installs(Sample(), installation, 2));
  installation.creates_connections = true;
  EXPECT_TRUE(Installs(Sample(), installation, 1));
}

}  // namespace
}  // namespace imprint
