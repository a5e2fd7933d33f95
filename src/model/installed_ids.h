#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string_view>
#include <vector>

#include "base/hex_pairs.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// Walks over what an installation holds itself, ascending by ordinal, with the text of each one's
/// id: as Installs and IdOf tell, but without a search and a whole new text for each.
class InstalledIds {
 public:
  /// Both must outlive it.
  InstalledIds(const CompiledVersion& version, const Installation& installation);

  /// Goes on to the next one; false behind the last.
  bool Next();
  std::uint32_t ordinal() const { return ordinal_; }
  /// Empty where no block holds the ordinal. Changes with Next.
  std::string_view id() const { return {text_, length_}; }

 private:
  bool Holds();
  static bool Holds(const IdBlock& block, std::uint32_t ordinal) {
    return ordinal >= block.first_ordinal && ordinal - block.first_ordinal < block.count;
  }
  void WriteId();
  const IdBlock* BlockOf(std::uint32_t ordinal) const;
  void StartBlock(const IdBlock* block);

  const CompiledVersion& version_;
  const Installation& installation_;
  std::map<std::uint32_t, Id>::const_iterator bound_;
  std::vector<std::uint32_t>::const_iterator selected_;
  std::uint32_t next_ = 0;
  std::uint32_t ordinal_ = 0;

  const IdBlock* block_ = nullptr;  // whose ids are being written
  std::uint32_t counter_ = 0;       // the last digits of its first id
  std::size_t digits_ = 0;          // how many those are
  char text_[36] = {};
  std::size_t length_ = 0;
};

// Inline: a large answer is little else.

inline bool InstalledIds::Next() {
  while (next_ < version_.resources.size()) {
    ordinal_ = next_++;
    if (!Holds()) continue;
    WriteId();
    return true;
  }
  return false;
}

inline bool InstalledIds::Holds() {
  const Bindings& bindings = installation_.bindings;
  while (bound_ != bindings.connections.end() && bound_->first < ordinal_) ++bound_;
  if (bound_ != bindings.connections.end() && bound_->first == ordinal_) return false;
  if (!bindings.selected.empty()) {
    while (selected_ != bindings.selected.end() && *selected_ < ordinal_) ++selected_;
    if (selected_ == bindings.selected.end() || *selected_ != ordinal_) return false;
  }
  return installation_.creates_connections ||
         version_.resources[ordinal_].model != Model::kConnection;
}

// Only the counter of an id moves inside a block, and it never wraps.
inline void InstalledIds::WriteId() {
  if (!block_ || !Holds(*block_, ordinal_)) StartBlock(BlockOf(ordinal_));
  if (!block_) return;
  std::uint32_t value = counter_ + (ordinal_ - block_->first_ordinal);
  for (std::size_t written = 2; written <= digits_; written += 2, value >>= 8) {
    std::memcpy(text_ + length_ - written, kHexPairs[value & 255].data(), 2);
  }
}

}  // namespace imprint
