#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"

namespace imprint::postgres {

// How a scan goes over a table whose rows may be big: it reads their keys by the page, each with
// its row's `bytes`, and then as many whole rows as may be held at once.

constexpr std::size_t kKeysAtOnce = 1000;
constexpr std::size_t kRowsAtOnce = 200;
constexpr std::uint64_t kBytesAtOnce = 4 * 1024 * 1024;

/// How many of the first keys' rows may be held at once; at least one.
template <typename Key>
std::size_t CountOfNextRows(std::span<const Key> keys) {
  std::uint64_t bytes = 0;
  std::size_t count = 0;
  while (count < keys.size() && count < kRowsAtOnce &&
         (count == 0 || bytes + keys[count].bytes <= kBytesAtOnce)) {
    bytes += keys[count++].bytes;
  }
  return count;
}

/// Hands all keys to `visit`, in order, as many at a time as rows may be held.
template <typename Key, typename Visit>
Status InParts(std::span<const Key> keys, const Visit& visit) {
  while (!keys.empty()) {
    const auto count = CountOfNextRows(keys);
    if (auto visited = visit(keys.first(count)); !visited) return visited;
    keys = keys.subspan(count);
  }
  return {};
}

}  // namespace imprint::postgres
