#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "model/records.h"
#include "model/render.h"

namespace imprint::sqlite {

/// Whether a row is worth its memory.
inline bool IsSmall(const Token&) {
  return true;
}
inline bool IsSmall(const Account&) {
  return true;
}
inline bool IsSmall(const Template& row) {
  return row.description.size() <= 4096;
}
inline bool IsSmall(const Installation& row) {
  return row.bindings.connections.size() <= 16 && row.bindings.selected.empty() &&
         row.bindings.variables.empty() && row.blocks.size() <= 4;
}

inline bool IsSmall(const Version&) {
  return true;
}
inline bool IsSmall(const SavedBindings& row) {
  return row.connections.size() <= 16 && row.variables.empty();
}
inline bool IsSmall(const Resource& row) {
  return row.document.size() <= 4096 && row.sealed_secrets.size() <= 4096 &&
         row.references.size() <= 16;
}

/// Rows of one kind that one transaction has given, up to a number. What is not there is not
/// remembered: who asks for things that do not exist could fill it.
template <typename Key, typename Row, typename HashOfKey = std::hash<Key>>
class Remembered {
 public:
  explicit Remembered(std::size_t most) : most_(most) {}

  /// The row under `key`; `look` finds it where it is not remembered.
  template <typename Look>
  Result<std::optional<Row>> Find(const Key& key, Look&& look) {
    const auto known = rows_.find(key);
    if (known != rows_.end()) return std::optional<Row>(known->second);
    Result<std::optional<Row>> found = look();
    if (found && *found && IsSmall(**found)) {
      if (rows_.size() >= most_) rows_.clear();
      rows_.emplace(key, **found);
    }
    return found;
  }
  void Clear() { rows_.clear(); }

 private:
  const std::size_t most_;
  std::unordered_map<Key, Row, HashOfKey> rows_;
};

/// The installations that one transaction gave last.
class RememberedInstallations {
 public:
  /// The one of the account that holds `id`; `look` finds it where it is not remembered.
  template <typename Look>
  Result<std::optional<Installation>> Find(AccountId account, const Id& id, Look&& look) {
    for (const Installation& known : rows_) {
      if (known.account == account && OrdinalOf(known, id)) return std::optional(known);
    }
    Result<std::optional<Installation>> found = look();
    if (found && *found && IsSmall(**found)) Keep(**found);
    return found;
  }
  void Clear() { rows_.clear(); }

 private:
  static constexpr std::size_t kMost = 8;
  void Keep(const Installation& row) {
    if (rows_.size() < kMost) {
      rows_.push_back(row);
    } else {
      rows_[next_++ % kMost] = row;
    }
  }

  std::vector<Installation> rows_;
  std::size_t next_ = 0;
};

struct HashOfHash {
  std::size_t operator()(const Hash& hash) const noexcept {
    return std::hash<std::string_view>()(
        {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()});
  }
};

struct HashOfPair {
  template <typename A, typename B>
  std::size_t operator()(const std::pair<A, B>& pair) const noexcept {
    return std::hash<A>()(pair.first) * 31 + std::hash<B>()(pair.second);
  }
};

/// What requests ask for again and again. A few megabytes at the most.
struct RowMemo {
  Remembered<Hash, Token, HashOfHash> tokens{256};
  Remembered<AccountId, Account> accounts{256};
  Remembered<TemplateId, Template> templates{64};
  RememberedInstallations installations;

  void Clear() {
    tokens.Clear();
    accounts.Clear();
    templates.Clear();
    installations.Clear();
  }
};

}  // namespace imprint::sqlite
