#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/services.h"
#include "app/versions.h"
#include "app/working_memory.h"
#include "base/id.h"
#include "model/compiled.h"

namespace imprint {

/// One resource of a version, as the preview shows it, with what it refers to and what refers to
/// it, as the version's graph has that (app/version_graph).
struct VersionResource {
  /// A place, and the resource at the other end of it.
  struct Place {
    std::string path;  // empty between a tool of Diga's and its integration
    std::uint32_t ordinal = 0;
  };
  std::uint32_t ordinal = 0;
  std::string document;           // JSON with the template's own ids; credentials never travel
  std::vector<Place> references;  // in the document's order
  std::vector<Place> used_by;     // by ordinal, then in the order of the document there
};

/// Nothing when no resource has that id; one that is embedded is none. Each list ends where an
/// answer would hold more than `list_bytes` of it, names included.
inline constexpr std::size_t kReferenceListBytes = 4 << 20;
Result<std::optional<VersionResource>> DescribeResource(
    const CompiledVersion& version, const Id& id, std::size_t list_bytes = kReferenceListBytes);

/// The same of a version that `account` may see, with memory for one answer. Errors as LoadVersion,
/// and kNotFound "resource".
struct LoadedResource {
  VersionPtr content;
  VersionResource resource;
  HeldMemory held;
};
Result<LoadedResource> LoadResource(const Services& services, AccountId account, TemplateId id,
                                    std::optional<std::uint32_t> number, const Id& resource);

}  // namespace imprint
