#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "base/json/document.h"
#include "model/compiled.h"

namespace imprint {

/// As far as a path is told, in bytes: whoever reads it is a person.
inline constexpr std::size_t kLongestPlace = 200;

/// A place in a document that holds the id of another resource.
struct FoundPlace {
  const std::string& path;   // whole; good while it is shown
  std::uint32_t target = 0;  // of a resource; an embedded id leads to the integration
};

/// Whether any of the resource's slots holds the id of another one. Costs no parse.
bool RefersToOthers(const CompiledVersion& version, std::uint32_t ordinal);
/// Whether one of them holds that of `target`.
bool RefersTo(const CompiledVersion& version, std::uint32_t ordinal, std::uint32_t target);

/// Shows every place of the resource's document (its text, parsed) that holds the id of another
/// resource, in the document's order. A text that holds an id twice is one place.
void ForEachReference(const CompiledVersion& version, std::uint32_t ordinal,
                      const json::Document& document,
                      const std::function<void(const FoundPlace&)>& visit);

/// What a document of so many bytes takes when it is parsed, roughly.
constexpr std::uint64_t MostParsedBytes(std::uint64_t bytes) {
  return 3 * bytes;
}

}  // namespace imprint
