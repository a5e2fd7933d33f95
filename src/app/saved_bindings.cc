#include "app/saved_bindings.h"

#include "app/services.h"
#include "app/variable_uses.h"

namespace imprint {
namespace {

// What was remembered, as far as the version knows it, with what is bound now in its place.
SavedBindings Joined(const SavedBindings& before, const CompiledVersion& version,
                     const Installation& installation) {
  SavedBindings joined = before;
  joined.connections.clear();
  joined.variables.clear();
  for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kConnection)) {
    const Id& id = version.resources[ordinal].template_id;
    const auto bound = installation.bindings.connections.find(ordinal);
    const auto kept = before.connections.find(id);
    if (bound != installation.bindings.connections.end()) {
      joined.connections[id] = bound->second;
    } else if (kept != before.connections.end()) {
      joined.connections[id] = kept->second;
    }
  }
  for (const Variable& variable : version.variables) {
    if (IsSecretName(variable.name)) continue;
    const auto bound = installation.bindings.variables.find(variable.name);
    const auto kept = before.variables.find(variable.name);
    if (bound != installation.bindings.variables.end()) {
      joined.variables[variable.name] = bound->second;
    } else if (kept != before.variables.end()) {
      joined.variables[variable.name] = kept->second;
    }
  }
  return joined;
}

bool SameBindings(const SavedBindings& a, const SavedBindings& b) {
  return a.connections == b.connections && a.variables == b.variables;
}

// Those that are secrets by where they stand: what only the documents tell.
void DropSecrets(const CompiledVersion& version, SavedBindings& saved) {
  if (saved.variables.empty()) return;
  const auto types = TypesOfVariables(version);
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] == VariableType::kSecret) saved.variables.erase(version.variables[i].name);
  }
}

}  // namespace

Status SaveBindings(StoreWriter& writer, const CompiledVersion& version,
                    const Installation& installation, Time now) {
  if (!installation.from_template) return {};
  auto found = writer.FindSavedBindings(installation.account, *installation.from_template);
  if (!found) return Pass(found);
  SavedBindings before;
  before.account = installation.account;
  before.template_id = *installation.from_template;
  if (*found) before = std::move(**found);
  SavedBindings saved = Joined(before, version, installation);
  if (SameBindings(saved, before)) return {};
  DropSecrets(version, saved);
  if (SameBindings(saved, before)) return {};
  saved.modified = now;
  return writer.PutSavedBindings(saved);
}

}  // namespace imprint
