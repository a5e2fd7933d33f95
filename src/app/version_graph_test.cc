#include "app/version_graph.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "app/testing/random_bundle.h"
#include "app/testing/test_world.h"
#include "bundle/compile.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::CodeOf;
using test::Ref;
using test::SmallBundle;
using test::SourceId;
using ::testing::ElementsAre;

CompiledVersion VersionOf(const BundleBuilder& bundle) {
  auto version = Compile(bundle.files(), Limits());
  EXPECT_TRUE(version) << version.error().message();
  return std::move(*version);
}

constexpr std::string_view kDiga =
    R"({"name":"D","template":{"integration_type":"HTTP","base_url":"https://a.test","tools":[)"
    R"({"name":"a","description":"d","endpoint_path":"/a","method":"GET"},)"
    R"({"name":"b","description":"d","endpoint_path":"/b","method":"GET"}]}})";

std::vector<std::string> EdgesOf(const CompiledVersion& version, const GraphLimits& limits = {}) {
  const auto graph = GraphOf(version, limits);
  EXPECT_TRUE(graph);
  std::vector<std::string> lines;
  for (const GraphEdge& edge : graph->edges) {
    lines.push_back(fmt::format("{} > {}: {} of {}", version.resources[edge.from].name,
                                version.resources[edge.to].name, fmt::join(edge.paths, " "),
                                edge.path_count));
  }
  return lines;
}

TEST(VersionGraph, HasAnEdgeForEachPair) {
  EXPECT_THAT(EdgesOf(VersionOf(SmallBundle())),
              ElementsAre("Export 3 > Connection 2: _connectionId of 1",
                          "Export 3 > Script 6: hooks.preSavePage._scriptId of 1",
                          "Import 4 > Connection 2: _connectionId of 1",
                          "Flow 5 > Integration 1: _integrationId of 1",
                          "Flow 5 > Export 3: pageGenerators[0]._exportId of 1",
                          "Flow 5 > Import 4: pageProcessors[0]._importId of 1"));
}

TEST(VersionGraph, ListsTheConnectionsLast) {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kConnection, 9, R"("type":"ftp","adaptorType":"No")");
  bundle.Add(Model::kExport, 8, R"("type":"delta","adaptorType":"HTTPExport")");
  bundle.Add(Model::kImport, 7, R"("type":"distributed")");
  const auto version = VersionOf(bundle);
  const auto graph = GraphOf(version);
  ASSERT_TRUE(graph);
  std::vector<std::string> nodes;
  for (const GraphNode& node : graph->nodes) {
    nodes.push_back(fmt::format("{} {}", version.resources[node.ordinal].name, node.type));
  }
  EXPECT_THAT(nodes, ElementsAre("Integration 1 ", "Export 3 ", "Export 8 HTTPExport", "Import 4 ",
                                 "Import 7 distributed", "Flow 5 ", "Script 6 ",
                                 "Connection 2 http", "Connection 9 ftp"));
}

TEST(VersionGraph, ShortensTypes) {
  const std::string type(300, 't');
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kConnection, 9, fmt::format(R"("type":"{}")", type));
  bundle.Add(Model::kExport, 8, fmt::format(R"("adaptorType":"{}")", type));
  bundle.Add(Model::kImport, 7, fmt::format(R"("type":"{}")", type));
  const auto graph = GraphOf(VersionOf(bundle));
  ASSERT_TRUE(graph);
  const auto shortened = std::count_if(graph->nodes.begin(), graph->nodes.end(), [](auto& node) {
    EXPECT_LE(node.type.size(), 100u);
    return node.type == std::string(100, 't');
  });
  EXPECT_EQ(shortened, 3);
}

TEST(VersionGraph, CountsPlacesAndListsTheFirst) {
  BundleBuilder bundle = SmallBundle();
  std::string generators;
  for (int i = 0; i < 5; ++i) generators += (i ? ",{" : "{") + Ref("_exportId", 3) + "}";
  bundle.Add(Model::kFlow, 5, fmt::format("\"pageGenerators\":[{}]", generators));
  EXPECT_THAT(EdgesOf(VersionOf(bundle)),
              ::testing::Contains("Flow 5 > Export 3: pageGenerators[0]._exportId "
                                  "pageGenerators[1]._exportId pageGenerators[2]._exportId of 5"));
}

TEST(VersionGraph, HoldsWhatStandsInTextsAndKeys) {
  BundleBuilder bundle;
  bundle.Add(Model::kIntegration, 1, "\"flowGroupings\":[{\"_id\":\"" + SourceId(20) + "\"}]");
  bundle.Add(
      Model::kScript, 2,
      fmt::format(R"("content":"go({0}, {1}, {0}) {2}","settings":{{"{0}":"{0}","b":{{"{1}":1}}}})",
                  SourceId(1), SourceId(3), SourceId(2)));
  bundle.Add(Model::kFlow, 3, Ref("_flowGroupingId", 20));
  EXPECT_THAT(
      EdgesOf(VersionOf(bundle)),
      ElementsAre(fmt::format("Flow 3 > Integration 1: _flowGroupingId of 1"),
                  fmt::format("Script 2 > Integration 1: content settings.{} of 2", SourceId(1)),
                  fmt::format("Script 2 > Flow 3: content settings.b.{} of 2", SourceId(3))));
}

TEST(VersionGraph, OfDigaHasItsTools) {
  const auto document = test::Parse(std::string(kDiga));
  const auto compiled = CompileDigaTemplate(document.root(), json::Location("body"));
  EXPECT_THAT(EdgesOf(compiled->version), ElementsAre("a > D:  of 0", "b > D:  of 0"));
}

TEST(VersionGraph, IsRefusedOverItsLimit) {
  const auto version = VersionOf(SmallBundle());
  EXPECT_TRUE(GraphOf(version, {.edges = 6}));
  EXPECT_EQ(CodeOf(GraphOf(version, {.edges = 5})), ErrorCode::kInvalidBundle);
}

TEST(VersionGraph, LeavesOutPathsThatThereIsNoRoomFor) {
  GraphLimits limits;
  limits.path_bytes = 16;  // "_connectionId" with its quotes, and nothing more
  const auto edges = EdgesOf(VersionOf(SmallBundle()), limits);
  EXPECT_EQ(edges.front(), "Export 3 > Connection 2: _connectionId of 1");
  EXPECT_EQ(edges.back(), "Flow 5 > Import 4:  of 1");
}

// By another way: the ordinals that the compiler notes of reference fields.
TEST(VersionGraph, HasEveryReferenceOfRandomBundlesOnce) {
  std::size_t checked = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const auto version = Compile(test::RandomBundle(seed).files, Limits());
    ASSERT_TRUE(version) << version.error().message();
    const auto graph = GraphOf(*version);
    ASSERT_TRUE(graph);
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const GraphEdge& edge : graph->edges) {
      EXPECT_TRUE(pairs.emplace(edge.from, edge.to).second);
      EXPECT_NE(edge.from, edge.to);
      EXPECT_GE(edge.path_count, edge.paths.size());
      EXPECT_GE(edge.paths.size(), 1u);
    }
    for (std::uint32_t from = 0; from < version->resources.size(); ++from) {
      for (const std::uint32_t target : version->resources[from].references) {
        const std::uint32_t to = target < version->resources.size() ? target : 0;
        if (from == to) continue;
        EXPECT_TRUE(pairs.contains({from, to})) << from << " to " << to;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 100u);
}

class LoadGraphTest : public ::testing::Test {
 protected:
  test::TestWorld world_;
  const Services& services_ = world_.services();
  Account owner_ = world_.NewAccount("owner", true);
  Account other_ = world_.NewAccount("other");
};

TEST_F(LoadGraphTest, IsOfTheVersionThatIsAskedFor) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  world_.Upload(owner_, test::LargeBundle(2).Zip(), id);
  const auto latest = LoadGraph(services_, other_.id, id, {});
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->version.row.number, 2u);
  EXPECT_EQ(latest->graph.nodes.size(), 8u);
  const auto first = LoadGraph(services_, other_.id, id, 1);
  EXPECT_EQ(first->version.row.number, 1u);
  EXPECT_EQ(first->graph.nodes.size(), 6u);
  EXPECT_EQ(LoadGraph(services_, other_.id, id, 3).error().problems[0].field, "version");
}

TEST_F(LoadGraphTest, IsForThoseWhoSeeTheTemplate) {
  const TemplateId id = world_.NewTemplate(owner_);
  EXPECT_EQ(CodeOf(LoadGraph(services_, owner_.id, id, {})), ErrorCode::kNotUploaded);
  world_.Upload(owner_, SmallBundle().Zip(), id);
  EXPECT_TRUE(LoadGraph(services_, owner_.id, id, {}));
  const auto hidden = LoadGraph(services_, other_.id, id, {});
  EXPECT_EQ(CodeOf(hidden), ErrorCode::kNotFound);
  EXPECT_EQ(hidden.error().problems[0].field, "template");
}

TEST_F(LoadGraphTest, HoldsMemoryUntilItIsSent) {
  ByteBudget budget(64 << 20);
  Services counted = services_;
  counted.work = &budget;
  const TemplateId id = world_.Publish(owner_, test::LargeBundle(3000));
  {
    const auto loaded = LoadGraph(counted, other_.id, id, {});
    ASSERT_TRUE(loaded);
    EXPECT_GT(budget.taken(), 3000u * 100);
  }
  EXPECT_EQ(budget.taken(), 0u);
}

}  // namespace
}  // namespace imprint
