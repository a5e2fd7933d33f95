#include "model/merge_cost.h"

#include <algorithm>
#include <cstdint>

namespace imprint {
namespace {

using json::Value;

constexpr std::uint64_t kMostPathBytes = 64ull * 1024 * 1024;  // of the paths of all values
constexpr std::uint64_t kMostLooks = 5'000'000;  // a value is looked at for each one around it

class Cost {
 public:
  /// False as soon as it is too much.
  bool Add(Value value, std::uint64_t path, std::uint64_t depth) {
    bytes_ += kPlace + path;
    looks_ += depth;
    bool within = bytes_ <= kMostPathBytes && looks_ <= kMostLooks;
    value.ForEachMember([&](Value key, Value child) {
      within = within && Add(child, path + key.raw().size() + kSigns, depth + 1);
    });
    value.ForEachItem([&](Value item) {
      within = within && Add(item, path + LongestKey(item) + kSigns, depth + 1);
    });
    return within;
  }

 private:
  static constexpr std::uint64_t kPlace = 64;  // what is noted of a place beside its path
  static constexpr std::uint64_t kSigns = 8;   // brackets, quotes and the digits of an index

  // An element may be called by any of its members in the paths below it.
  static std::uint64_t LongestKey(Value item) {
    std::uint64_t longest = 0;
    item.ForEachMember([&](Value key, Value value) {
      if (value.is_object() || value.is_array()) return;
      longest = std::max<std::uint64_t>(longest, key.raw().size() + value.raw().size());
    });
    return longest;
  }

  std::uint64_t bytes_ = 0;
  std::uint64_t looks_ = 0;
};

}  // namespace

bool CanGoByField(Value root) {
  return Cost().Add(root, 0, 1);
}

}  // namespace imprint
