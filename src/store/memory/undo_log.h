#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace imprint {

/// Changes maps and sets and remembers how to take the changes back. The containers must outlive
/// the log's use. Not safe for concurrent use.
class UndoLog {
 public:
  /// Inserts, or replaces what stands at `key`.
  template <typename Map>
  void Put(Map& map, const typename Map::key_type& key, typename Map::mapped_type value) {
    auto [place, inserted] = map.try_emplace(key);
    if (inserted) {
      steps_.push_back([&map, key] { map.erase(key); });
    } else {
      Restore(map, key, place->second);
    }
    place->second = std::move(value);
  }

  /// Removes what stands at `key`, if anything does.
  template <typename Map>
  void Erase(Map& map, const typename Map::key_type& key) {
    const auto place = map.find(key);
    if (place == map.end()) return;
    Restore(map, key, place->second);
    map.erase(place);
  }

  template <typename Set>
  void Insert(Set& set, const typename Set::value_type& value) {
    if (set.insert(value).second) steps_.push_back([&set, value] { set.erase(value); });
  }

  template <typename Set>
  void Remove(Set& set, const typename Set::value_type& value) {
    if (set.erase(value) > 0) steps_.push_back([&set, value] { set.insert(value); });
  }

  /// Takes back every change, the latest first.
  void Undo() {
    for (; !steps_.empty(); steps_.pop_back()) steps_.back()();
  }

 private:
  template <typename Map>
  void Restore(Map& map, const typename Map::key_type& key,
               const typename Map::mapped_type& before) {
    steps_.push_back([&map, key, before] { map.insert_or_assign(key, before); });
  }

  std::vector<std::function<void()>> steps_;
};

}  // namespace imprint
