#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"
#include "model/compiled.h"
#include "model/merge.h"
#include "model/model.h"

namespace imprint {

/// A resource of a template.
struct ResourceRef {
  Model model = Model::kIntegration;
  Id template_id;
  std::string name;

  friend bool operator==(const ResourceRef&, const ResourceRef&) = default;
};
ResourceRef RefOf(const CompiledResource& resource);

struct ChangedResource {
  ResourceRef resource;  // as the later version has it
  std::vector<Difference> fields;
};

/// What became of a template's resources from one version to another, each list in the order of
/// the version that it is about.
struct VersionDiff {
  std::vector<ResourceRef> added;
  std::vector<ResourceRef> removed;
  std::vector<ChangedResource> changed;
  std::uint32_t unchanged = 0;
  std::vector<std::string> variables_added;  // names, sorted
  std::vector<std::string> variables_removed;

  /// What it takes in memory, roughly.
  std::uint64_t ApproximateBytes() const;
};

/// Compares resources by their ids in the template, field by field, as JSON values (model/merge).
/// One that has another model under the same id was removed and another one added. A resource whose
/// fields would take too long to find, or which differ in more places than anyone would read, has
/// one difference with an empty path: its whole document. Pure.
VersionDiff DiffVersions(const CompiledVersion& from, const CompiledVersion& to);

/// The most memory that DiffVersions takes, roughly, for versions of so many bytes.
std::uint64_t MostDiffBytes(std::uint64_t from, std::uint64_t to);

}  // namespace imprint
