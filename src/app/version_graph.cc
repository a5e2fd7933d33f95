#include "app/version_graph.h"

#include <algorithm>
#include <unordered_map>

#include "app/slot_walk.h"
#include "app/version_references.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"

namespace imprint {
namespace {

// No vendor's adaptor has a name half as long.
constexpr std::size_t kLongestType = 100;

std::string ShownType(std::string_view type) {
  return std::string(json::Shorten(type, kLongestType));
}

std::string TypeOf(const CompiledResource& resource, const json::Document& document) {
  return ShownType(document.root().StringMember("adaptorType").value_or(resource.type));
}

bool HasAdaptor(Model model) {
  return model == Model::kExport || model == Model::kImport;
}

class GraphMaker {
 public:
  GraphMaker(const CompiledVersion& version, const GraphLimits& limits)
      : version_(version), limits_(limits), path_bytes_left_(limits.path_bytes) {}

  Result<VersionGraph> Run() {
    for (std::uint32_t ordinal = 0; ordinal < version_.resources.size(); ++ordinal) {
      if (auto added = Add(ordinal); !added) return tl::unexpected<Error>(added.error());
    }
    std::stable_partition(graph_.nodes.begin(), graph_.nodes.end(), [&](const GraphNode& node) {
      return version_.resources[node.ordinal].model != Model::kConnection;
    });
    return std::move(graph_);
  }

 private:
  Status Add(std::uint32_t ordinal) {
    const CompiledResource& resource = version_.resources[ordinal];
    GraphNode node{ordinal, resource.model == Model::kConnection ? ShownType(resource.type) : ""};
    edge_to_ = {};  // clear() would go through what the largest one needed
    if (resource.model == Model::kDigaTool) {
      graph_.edges.push_back({ordinal, 0, {}, 0});
    } else if (HasAdaptor(resource.model) || RefersToOthers(version_, ordinal)) {
      auto document = json::Document::Parse(resource.text, json::kStoredDepth);
      if (!document) return tl::unexpected<Error>(std::move(document.error()));
      if (HasAdaptor(resource.model)) node.type = TypeOf(resource, *document);
      ForEachReference(version_, ordinal, *document,
                       [&](const FoundPlace& place) { AddPlace(ordinal, place); });
    }
    graph_.nodes.push_back(std::move(node));
    if (graph_.edges.size() <= limits_.edges) return {};
    return Fail(ErrorCode::kInvalidBundle,
                "The version's resources refer to each other too often for a graph.", "version");
  }

  void AddPlace(std::uint32_t from, const FoundPlace& place) {
    const auto [found, fresh] = edge_to_.try_emplace(place.target, graph_.edges.size());
    if (fresh) graph_.edges.push_back({from, place.target, {}, 0});
    GraphEdge& edge = graph_.edges[found->second];
    ++edge.path_count;
    if (edge.paths.size() < limits_.paths_of_edge) AddPath(place.path, edge);
  }

  void AddPath(const std::string& path, GraphEdge& edge) {
    std::string shown(json::Shorten(path, kLongestPlace));
    const std::size_t bytes = json::Quote(shown).size();
    if (bytes > path_bytes_left_) return;
    path_bytes_left_ -= bytes;
    edge.paths.push_back(std::move(shown));
  }

  const CompiledVersion& version_;
  const GraphLimits& limits_;
  std::size_t path_bytes_left_;
  VersionGraph graph_;
  std::unordered_map<std::uint32_t, std::size_t> edge_to_;  // of the resource at hand, by target
};

// What the graph and its answer take at most, roughly.
std::uint64_t MostGraphBytes(const CompiledVersion& version, const GraphLimits& limits) {
  constexpr std::uint64_t kPerNode = 256 + 2 * kLongestType;
  constexpr std::uint64_t kPerEdge = sizeof(GraphEdge) + 128;
  constexpr std::uint64_t kPerPath = 64;  // beside its text
  constexpr std::uint64_t kLongPath = 128;
  std::uint64_t places = 0;
  std::uint64_t bytes = 0;
  std::uint64_t longest = 0;
  for (const CompiledResource& resource : version.resources) {
    places += std::max<std::uint64_t>(resource.slots.size(), 1);
    bytes += kPerNode + 2 * resource.name.size();
    longest = std::max<std::uint64_t>(longest, resource.text.size());
  }
  const std::uint64_t edges = std::min<std::uint64_t>(places, limits.edges);
  const std::uint64_t paths = std::min(places, edges * limits.paths_of_edge);
  bytes += edges * kPerEdge + paths * kPerPath;
  bytes += 2 * std::min<std::uint64_t>(paths * kLongPath, limits.path_bytes);
  return bytes + MostParsedBytes(longest);
}

}  // namespace

Result<VersionGraph> GraphOf(const CompiledVersion& version, const GraphLimits& limits) {
  return GraphMaker(version, limits).Run();
}

Result<LoadedGraph> LoadGraph(const Services& services, AccountId account, TemplateId id,
                              std::optional<std::uint32_t> number) {
  auto found = FindVersion(services, account, id, number);
  if (!found) return Pass(found);
  auto content = ContentOfVersion(services, found->version.row.version, AnswerForm::kIds);
  if (!content) return Pass(content);
  const GraphLimits limits;
  content->held.reset();
  auto held = HoldMemory(services, MostGraphBytes(*content->version, limits));
  if (!held) return Pass(held);
  auto graph = GraphOf(*content->version, limits);
  if (!graph) return Pass(graph);
  return LoadedGraph{std::move(found->version), std::move(content->version), std::move(*graph),
                     std::move(*held)};
}

}  // namespace imprint
