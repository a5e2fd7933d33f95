#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/world.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

// Which of an account's connections may stand for one of a template's. Nothing is bound here.

/// Why a connection is offered beyond its type.
enum class CandidateReason : std::uint8_t { kSameApplication, kSameHost, kMappedBefore };

/// One of the account's connections, as an offer for one of a template's.
struct ConnectionCandidate {
  ResourceId id;
  std::string name;
  int score = 0;                         // the sum of what its reasons weigh; 0: the same type only
  std::vector<CandidateReason> reasons;  // in their order

  friend bool operator==(const ConnectionCandidate&, const ConnectionCandidate&) = default;
};

/// A connection as far as candidates are found by it.
struct ConnectionTraits {
  Id id;  // in the account or in the template
  std::string name;
  std::string type;
  std::string host;  // in small letters; empty where none is told or it holds a placeholder
  std::vector<std::string> applications;  // what it was made for, by several names
};

/// The traits of a connection's document.
ConnectionTraits TraitsOf(const Id& id, const std::string& document);
/// Those of the template's connection `ordinal`; variables that are bound count as filled in.
ConnectionTraits TraitsOf(const CompiledVersion& version, const Installation& installation,
                          std::uint32_t ordinal);

/// Those of all connections of the account, ascending by id. Reads every document, one at a time.
Result<std::vector<ConnectionTraits>> ListConnectionTraits(World& world);

inline constexpr std::size_t kMostCandidates = 20;

/// Those of `own` that have the type of `wanted`, the best first: by score, then by name, then by
/// id; at most kMostCandidates. `mapped_before` is what the account bound `wanted` to the last
/// time, if anything.
std::vector<ConnectionCandidate> RankCandidates(const ConnectionTraits& wanted,
                                                const std::vector<ConnectionTraits>& own,
                                                const std::optional<Id>& mapped_before);

/// The only one with the best score, where that is above that of the same type alone.
std::optional<ResourceId> UnambiguousAmong(const std::vector<ConnectionCandidate>& ranked);

/// What a request's word on one connection of a template comes to: the account's own connection, or
/// a problem (kConnectionMismatch) where it is none of the account's or of another type.
struct AcceptedConnection {
  std::optional<Id> id;
  std::string name;
  std::optional<Problem> problem;
};
/// `value` is the id as the client wrote it, `field` what the problem is reported at.
Result<AcceptedConnection> AcceptConnection(World& world, const CompiledResource& wanted,
                                            const std::string& value, const std::string& field);

/// A template's connection as a message names it: `5f... ("Shop", type http)`.
std::string DescribedConnection(const CompiledResource& connection);

}  // namespace imprint
