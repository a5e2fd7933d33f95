#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// Whether an installation of `version` holds the resource `ordinal` itself: it was selected, and
/// is not bound to what the account had already. Connections are the account's own unless the
/// installation created them, and embedded ids are no resources.
bool Installs(const CompiledVersion& version, const Installation& installation,
              std::uint32_t ordinal);

/// The id that ordinal has in an installation: its own, or the bound connection's.
Id IdOf(const Installation& installation, std::uint32_t ordinal);

/// The ordinal whose own id `id` is in this installation.
std::optional<std::uint32_t> OrdinalOf(const Installation& installation, const Id& id);

/// Appends the document that `installation` makes of a resource: a pure function of the version,
/// the ordinal and the installation.
void RenderInstalled(const CompiledVersion& version, const Installation& installation,
                     std::uint32_t ordinal, std::string& out);

/// RenderInstalled for many resources of one installation: what their documents have in common is
/// worked out once, in a time that grows with the version's ids and variables. Both arguments must
/// outlive it and stay as they are. Safe from any thread.
class Renderer {
 public:
  Renderer(const CompiledVersion& version, const Installation& installation);
  /// Appends what RenderInstalled appends.
  void Append(std::uint32_t ordinal, std::string& out) const;

 private:
  friend class RenderedMany;

  void AppendTail(const CompiledResource& resource, std::string& out) const;

  const CompiledVersion& version_;
  const Installation& installation_;
  std::vector<std::array<char, Id::kObjectIdText>> ids_;  // empty unless all are ObjectIds
  std::vector<const std::string*> values_;                // of the variables; null: none given
  std::string tail_;                                      // of any document that has a source
  std::size_t source_in_tail_ = 0;
};

/// The variables, by their place in the version, whose placeholders stay in the document that
/// RenderInstalled makes: ascending, each once. Looks at the slots alone.
std::vector<std::uint32_t> UnfilledVariables(const CompiledVersion& version,
                                             const Installation& installation,
                                             std::uint32_t ordinal);

/// True when there is one.
bool HasUnfilledVariable(const CompiledVersion& version, const Installation& installation,
                         std::uint32_t ordinal);

/// Appends the document with the template's own ids and unfilled variables.
void RenderTemplate(const CompiledVersion& version, std::uint32_t ordinal, std::string& out);

/// Who a document comes from and when: the fields that the server alone sets.
struct Provenance {
  Time created;
  Time modified;
  std::optional<TemplateId> from_template;
  Id source;  // in the template; empty for what the account made itself
  bool sandbox = false;
};

/// Appends `,"createdAt":...` and so on, to stand behind an object's last member.
void AppendProvenance(const Provenance& provenance, std::string& out);

}  // namespace imprint
