#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "model/model.h"
#include "model/text_store.h"

namespace imprint {

/// What is filled in at a place of a compiled resource's text.
enum class SlotKind : std::uint8_t {
  kId = 0,             // the id of ordinal `index`; covers its characters
  kStack = 1,          // the account's stack, if one is bound; covers the template's id
  kVariableText = 2,   // variable `index` inside a string; covers <<name>>
  kVariableWhole = 3,  // variable `index` is the whole string; covers it with its quotes
  kName = 4,           // the integration's name; covers the string with its quotes
  kBaseUrl = 5,        // the integration's base URL; covers the string with its quotes
};

/// A place in a text. Slots are ascending; only kName and kBaseUrl slots may contain others.
struct Slot {
  std::uint32_t begin = 0;
  std::uint32_t length = 0;
  SlotKind kind = SlotKind::kId;
  std::uint32_t index = 0;
};

/// One document of a bundle: its exact tokens without server-managed fields, and its slots.
struct CompiledResource {
  Model model = Model::kIntegration;
  Id template_id;
  std::string name;
  std::string type;       // of connections: "http", "netsuite", ...
  std::string_view text;  // in the version's TextStore, or a constant
  std::vector<Slot> slots;
  std::vector<std::uint32_t> references;  // ordinals that its reference fields hold, ascending
};

/// Where in a bundle something stands: a resource, and the JSON path in it.
struct Place {
  std::uint32_t ordinal = 0;
  std::string path;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Variable {
  std::string name;
  std::vector<Place> places;
};

/// Something an author or installer should know, and that keeps nothing from working.
struct Warning {
  std::string code;
  std::string message;
  Place place;
};

/// The code of a warning that an install with a stack has no reason for.
inline constexpr std::string_view kStackUnbound = "stack_unbound";

/// An immutable compiled bundle. Every id of it has an ordinal: first the resources, the
/// integration at 0, then the ids embedded in them. Moved, and never copied: it may be large.
struct CompiledVersion {
  TextStore texts;
  std::vector<CompiledResource> resources;
  std::vector<Id> embedded;
  std::vector<Variable> variables;
  std::vector<Warning> warnings;
  bool stack_required = false;
  /// Tells versions apart that compile alike but were written differently; usually empty.
  std::string origin;
  /// By model, where IndexModels was called. Not stored.
  std::vector<std::vector<std::uint32_t>> ordinals;

  std::uint32_t id_count() const {
    return static_cast<std::uint32_t>(resources.size() + embedded.size());
  }
  /// The template's own id of an ordinal.
  Id TemplateIdOf(std::uint32_t ordinal) const {
    return ordinal < resources.size() ? resources[ordinal].template_id
                                      : embedded[ordinal - resources.size()];
  }
  /// Ordinals of the resources of one model, ascending.
  std::vector<std::uint32_t> OrdinalsOf(Model model) const;
  /// Makes OrdinalsOf a look-up; to be called when no resource is added any more.
  void IndexModels();
  /// Bytes it takes in memory, roughly.
  std::size_t ApproximateBytes() const;
};

/// The stored form. Encoding is a pure function of the version, so equal versions have equal bytes.
std::string EncodeVersion(const CompiledVersion& version);
/// The same bytes piece by piece; ends with the first error that `write` gives.
Status EncodeVersionTo(const CompiledVersion& version,
                       const std::function<Status(std::string_view)>& write);
/// kInternal when the bytes are not such a form. The version keeps them, and its texts in them.
Result<CompiledVersion> DecodeVersion(std::string bytes);

}  // namespace imprint
