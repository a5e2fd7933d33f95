#include "model/installed_ids.h"

#include <cstring>

#include "base/hex_pairs.h"

namespace imprint {
namespace {

bool IsIn(const IdBlock& block, std::uint32_t ordinal) {
  return ordinal >= block.first_ordinal && ordinal - block.first_ordinal < block.count;
}

}  // namespace

InstalledIds::InstalledIds(const CompiledVersion& version, const Installation& installation)
    : version_(version),
      installation_(installation),
      bound_(installation.bindings.connections.begin()),
      selected_(installation.bindings.selected.begin()) {}

bool InstalledIds::Next() {
  while (next_ < version_.resources.size()) {
    ordinal_ = next_++;
    if (!Holds()) continue;
    WriteId();
    return true;
  }
  return false;
}

bool InstalledIds::Holds() {
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
void InstalledIds::WriteId() {
  if (!block_ || !IsIn(*block_, ordinal_)) StartBlock(BlockOf(ordinal_));
  if (!block_) return;
  std::uint32_t value = counter_ + (ordinal_ - block_->first_ordinal);
  for (std::size_t written = 2; written <= digits_; written += 2, value >>= 8) {
    std::memcpy(text_ + length_ - written, kHexPairs[value & 255].data(), 2);
  }
}

const IdBlock* InstalledIds::BlockOf(std::uint32_t ordinal) const {
  for (const IdBlock& block : installation_.blocks) {
    if (IsIn(block, ordinal)) return &block;
  }
  return nullptr;
}

void InstalledIds::StartBlock(const IdBlock* block) {
  block_ = block;
  length_ = block ? block->first.WriteText(text_) : 0;
  if (!block) return;
  const std::size_t bytes = block->first.is_uuid() ? 4 : 3;
  digits_ = 2 * bytes;
  counter_ = 0;
  for (const char c : block->first.Bytes().substr(block->first.Bytes().size() - bytes)) {
    counter_ = (counter_ << 8) | static_cast<unsigned char>(c);
  }
}

}  // namespace imprint
