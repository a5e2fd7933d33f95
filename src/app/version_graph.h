#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/services.h"
#include "app/versions.h"
#include "app/working_memory.h"
#include "model/compiled.h"

namespace imprint {

// What refers to what inside a version. An id that is embedded in the integration stands for the
// integration, an id inside a text is a reference like others, and a tool of Diga's refers to its
// integration, without a place. Nothing refers to itself.

struct GraphNode {
  std::uint32_t ordinal = 0;
  // The adaptor of a connection, export or import, its first 100 bytes; empty where none is named.
  std::string type;
};

struct GraphEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::vector<std::string> paths;  // the first few places: "pageGenerators[0]._exportId"
  std::uint32_t path_count = 0;    // with those that are not listed
};

struct VersionGraph {
  std::vector<GraphNode> nodes;  // in the order of an install, the connections last
  std::vector<GraphEdge> edges;  // one for each pair, by the ordinal of `from`, then by place
};

/// How much of a version's references is told.
struct GraphLimits {
  std::size_t edges = 200'000;
  std::size_t paths_of_edge = 3;
  std::size_t path_bytes = 8 << 20;  // of all paths; behind them, places are only counted
};

/// Parses documents that refer to others, exports and imports, one at a time. kInvalidBundle when
/// there are more edges than `limits` has.
Result<VersionGraph> GraphOf(const CompiledVersion& version, const GraphLimits& limits = {});

/// The graph of a version that `account` may see, with memory for one answer. Errors as
/// LoadVersion and GraphOf.
struct LoadedGraph {
  NumberedVersion version;
  VersionPtr content;
  VersionGraph graph;
  HeldMemory held;
};
Result<LoadedGraph> LoadGraph(const Services& services, AccountId account, TemplateId id,
                              std::optional<std::uint32_t> number);

}  // namespace imprint
