#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// Of a version, that are listed.
inline constexpr std::size_t kMostVariables = 10'000;

/// What a variable's value is expected to be. A hint for whoever fills it in: any scalar is taken.
enum class VariableType : std::uint8_t {
  kString,
  kNumber,
  kBoolean,
  kUrl,     // an address, or what stands behind "https://" in one
  kSecret,  // its value is never shown or saved
};

/// Whether a variable is a secret by its name alone.
bool IsSecretName(std::string_view name);

/// A place in a document that a variable's value is put into.
struct VariableUse {
  std::uint32_t ordinal = 0;
  std::string path;    // "http.baseURI", "query[0].fixed_value"
  bool whole = false;  // the value is all that stands there

  friend bool operator==(const VariableUse&, const VariableUse&) = default;
};

struct VariableUses {
  VariableType type = VariableType::kString;
  std::vector<VariableUse> uses;  // in the version's order
  std::size_t count = 0;          // with those that are not listed
};

/// For each of the version's variables, in their order: its type, from its name and from where it
/// stands in the whole version, and where it stands in what `installation` installs, as far as
/// nothing else replaces it there (a name, a base URL). At most `most` uses of each are listed,
/// and some thousands of all. Parses every document with a variable, one at a time.
std::vector<VariableUses> UsesOfVariables(const CompiledVersion& version,
                                          const Installation& installation, std::size_t most);

/// The types alone.
std::vector<VariableType> TypesOfVariables(const CompiledVersion& version);

}  // namespace imprint
