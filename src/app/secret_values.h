#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/variable_uses.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// The values of an installation's secret variables, to be hidden where documents are shown.
/// Shorter values than kShortest are words that stand anywhere, and no secrets.
class SecretValues {
 public:
  static constexpr std::size_t kShortest = 6;  // bytes

  /// Parses the version's documents with variables, where any value could be a secret.
  SecretValues(const CompiledVersion& version, const Bindings& bindings);
  /// The same with the version's TypesOfVariables, where these are known.
  SecretValues(const CompiledVersion& version, const Bindings& bindings,
               const std::vector<VariableType>& types);

  /// A JSON text with the mask in place of each value: inside of strings and keys, however these
  /// are written, and in place of whole numbers; of values without measure, every string. Every
  /// other token keeps its bytes. What is no JSON
  /// text is the mask alone.
  std::string Masked(std::string json) const;
  /// A plain text with the mask in place of each value.
  std::string MaskedText(std::string_view text) const;

 private:
  void Add(const std::string& value);
  void AddLinks();
  std::uint32_t Child(std::uint32_t node, char byte) const;
  std::uint32_t Next(std::uint32_t node, char byte) const;

  // An Aho-Corasick automaton: what is shown is gone through once for all values.
  struct Node {
    char byte = 0;
    std::uint32_t child = 0;    // the first; 0: none
    std::uint32_t sibling = 0;  // the next; 0: none
    std::uint32_t link = 0;     // the longest other node that this one's text ends with
    std::uint32_t longest = 0;  // bytes of the longest value that this one's text ends with
  };
  std::vector<Node> nodes_;  // empty: there are no secrets
  bool too_many_ = false;    // every string and number is masked
};

}  // namespace imprint
