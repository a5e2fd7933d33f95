#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

// What is told of credentials, which no template brings, in a plan and of what is installed.
inline constexpr std::string_view kConnectionWantsCredentials =
    "It is offline: enter its credentials, then set it online.";
inline constexpr std::string_view kIClientWantsSecret =
    "It has no client secret: templates and clones bring none.";
inline constexpr std::string_view kIntegrationWantsKey = "The integration's API needs a key.";

/// A resource that lacks its credentials.
struct MissingSecret {
  Model model = Model::kIntegration;
  ResourceId id;
  std::string name;  // as it is now
  std::string_view message;
};

/// A connection of the template, and the account's own that stands for it.
struct BoundConnection {
  Id template_id;
  std::string name;  // the template's
  ResourceId id;
};

/// What is left for a person to do before all of an installation works.
struct ToDo {
  std::vector<BoundConnection> gone;       // used, but the account's own is not there any more
  std::vector<ResourceId> disabled_flows;  // in the version's order, like the secrets
  std::vector<MissingSecret> secrets;      // those of bound connections last
  std::vector<std::string> unfilled;       // variables in the version's order, up to kMostVariables
};

/// Gathers that for one installation, from one resource after another. Those that are as they were
/// installed cost a look at their slots and no parse, but for Diga's integration. The arguments of
/// the constructor must outlive it. Not for several threads.
class ToDoList {
 public:
  ToDoList(const CompiledVersion& version, const Installation& installation);

  /// First, what is bound to a connection of the version; `document` is that of the account's own,
  /// null where there is none. Counts where a resource refers to it.
  Status AddBound(std::uint32_t ordinal, const BoundConnection& bound, const std::string* document);
  /// A resource that the installation holds and that is not deleted; `edited` is its override,
  /// null where it is as it was installed. Fails only where a stored document cannot be read.
  Status Add(std::uint32_t ordinal, const std::string& name, const Resource* edited);
  /// Once, when all were added.
  ToDo Take();

 private:
  struct Unready {
    std::uint32_t ordinal = 0;
    BoundConnection bound;
    std::optional<std::string> offline;  // its name; nothing where it is gone
    bool used = false;
  };

  void NoteUses(std::uint32_t ordinal, const Resource* edited);
  Status AddFlow(std::uint32_t ordinal, const Resource* edited);
  Status AddSecret(std::uint32_t ordinal, const std::string& name, const Resource* edited);
  Status AddUnfilled(std::uint32_t ordinal, const Resource* edited);
  Result<bool> LacksKey(std::uint32_t ordinal, const Resource* edited) const;

  const CompiledVersion& version_;
  const Installation& installation_;
  std::vector<bool> unfilled_;  // by variable
  std::size_t not_seen_ = 0;    // variables without a value, in no document so far
  std::vector<Unready> unready_;
  ToDo to_do_;
};

}  // namespace imprint
