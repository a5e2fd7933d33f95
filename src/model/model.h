#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace imprint {

/// The kinds of resource that a bundle can hold, in the order in which they are listed.
/// The numbers are stored: never change one, add at the end of its dialect.
enum class Model : std::uint8_t {
  kIntegration = 0,
  kConnection = 1,
  kExport = 2,
  kImport = 3,
  kFlow = 4,
  kScript = 5,
  kAsyncHelper = 6,
  kFileDefinition = 7,
  kEdiProfile = 8,
  kLookupCache = 9,
  kTool = 10,
  kApi = 11,
  kMcpServer = 12,
  kIClient = 13,
  kDigaIntegration = 14,
  kDigaTool = 15,
};

/// Whose documents they are.
enum class Dialect : std::uint8_t { kIntegrator = 0, kDiga = 1 };

/// What the wire and the bundle format call a model.
struct ModelInfo {
  Model model;
  std::string_view name;        // "Export", as in {"model": "Export"}
  std::string_view collection;  // "exports": the folder in a zip and the path in the API
  Dialect dialect = Dialect::kIntegrator;
};

inline constexpr std::array<ModelInfo, 16> kModels{{
    {Model::kIntegration, "Integration", "integrations"},
    {Model::kConnection, "Connection", "connections"},
    {Model::kExport, "Export", "exports"},
    {Model::kImport, "Import", "imports"},
    {Model::kFlow, "Flow", "flows"},
    {Model::kScript, "Script", "scripts"},
    {Model::kAsyncHelper, "AsyncHelper", "asynchelpers"},
    {Model::kFileDefinition, "FileDefinition", "filedefinitions"},
    {Model::kEdiProfile, "EDIProfile", "ediprofiles"},
    {Model::kLookupCache, "LookupCache", "lookupcaches"},
    {Model::kTool, "Tool", "tools"},
    {Model::kApi, "API", "apis"},
    {Model::kMcpServer, "MCPServer", "mcpservers"},
    {Model::kIClient, "IClient", "iclients"},
    {Model::kDigaIntegration, "DigaIntegration", "integration", Dialect::kDiga},
    {Model::kDigaTool, "DigaTool", "tool", Dialect::kDiga},
}};

/// The models of one dialect, in their order.
constexpr std::span<const ModelInfo> ModelsOf(Dialect dialect) {
  constexpr std::size_t kIntegratorModels = 14;
  const std::span<const ModelInfo> all(kModels);
  return dialect == Dialect::kIntegrator ? all.first(kIntegratorModels)
                                         : all.subspan(kIntegratorModels);
}

constexpr const ModelInfo& InfoOf(Model model) {
  return kModels[static_cast<std::size_t>(model)];
}
constexpr std::string_view NameOf(Model model) {
  return InfoOf(model).name;
}
constexpr std::string_view CollectionOf(Model model) {
  return InfoOf(model).collection;
}

constexpr std::optional<Model> ModelByName(std::string_view name) {
  for (const auto& info : kModels) {
    if (info.name == name) return info.model;
  }
  return std::nullopt;
}

/// Of integrator.io: the only dialect whose bundles have folders.
constexpr std::optional<Model> ModelByCollection(std::string_view collection) {
  for (const auto& info : kModels) {
    if (info.dialect == Dialect::kIntegrator && info.collection == collection) return info.model;
  }
  return std::nullopt;
}

}  // namespace imprint
