#include "app/install_checks.h"

#include <fmt/format.h>

#include <set>

#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "bundle/diga_template.h"
#include "model/render.h"

namespace imprint {

std::optional<Problem> FindSharedConnections(const CompiledVersion& version,
                                             const Installation& installation, std::string field) {
  const auto& bound = installation.bindings.connections;
  std::set<Id> distinct;
  std::size_t all = bound.size();
  for (const auto& [ordinal, id] : bound) distinct.insert(id);
  // One that the installation brought may be what another one is bound to.
  for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kConnection)) {
    if (!Installs(version, installation, ordinal)) continue;
    distinct.insert(IdOf(installation, ordinal));
    ++all;
  }
  if (distinct.size() == all) return std::nullopt;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    if (!Installs(version, installation, ordinal)) continue;
    std::string document;
    RenderInstalled(version, installation, ordinal, document);
    if (json::Document::Parse(document, json::kStoredDepth)) continue;
    const CompiledResource& resource = version.resources[ordinal];
    return Problem{
        ErrorCode::kConnectionMismatch,
        fmt::format("Two connections of the template cannot be the same one of yours: the "
                    "{} \"{}\" tells them apart by their ids.",
                    NameOf(resource.model), resource.name),
        std::move(field)};
  }
  return std::nullopt;
}

Result<std::vector<Problem>> CheckRenderedTools(const CompiledVersion& version,
                                                const Installation& installation,
                                                const json::Location& where, std::size_t most) {
  std::vector<Problem> problems;
  if (installation.bindings.variables.empty()) return problems;
  std::set<std::string> names;
  for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kDigaTool)) {
    if (problems.size() >= most) break;
    if (!Installs(version, installation, ordinal)) continue;
    std::string text;
    RenderInstalled(version, installation, ordinal, text);
    auto tool = json::Document::Parse(text, json::kStoredDepth);
    if (!tool) return Pass(tool);
    const std::string name = tool->root().StringMember("name").value_or("");
    if (!names.insert(name).second) {
      problems.push_back(json::Invalid(
          where, "value_error", fmt::format("Value error, two tools would be called '{}'", name)));
    }
    const std::string twice = CheckToolParameters(tool->root(), where, problems);
    if (!twice.empty()) {
      problems.push_back(json::Invalid(
          where, "value_error",
          fmt::format("Value error, tool '{}' would have parameter '{}' twice", name, twice)));
    }
  }
  return problems;
}

Result<bool> HasRenderedUrl(const CompiledVersion& version, const Installation& installation) {
  std::string text;
  RenderInstalled(version, installation, 0, text);
  auto document = json::Document::Parse(text, json::kStoredDepth);
  if (!document) return Pass(document);
  return IsBaseUrl(document->root().StringMember("base_url").value_or(""));
}

Status CheckVersionKept(StoreReader& reader, const Hash& version) {
  auto kept = reader.FindVersion(version);
  if (!kept) return Pass(kept);
  if (!*kept) return Fail(ErrorCode::kUnavailable, "The content has just expired; try again.");
  return {};
}

}  // namespace imprint
