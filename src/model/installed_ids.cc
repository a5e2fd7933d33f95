#include "model/installed_ids.h"

namespace imprint {

InstalledIds::InstalledIds(const CompiledVersion& version, const Installation& installation)
    : version_(version),
      installation_(installation),
      bound_(installation.bindings.connections.begin()),
      selected_(installation.bindings.selected.begin()) {}

const IdBlock* InstalledIds::BlockOf(std::uint32_t ordinal) const {
  for (const IdBlock& block : installation_.blocks) {
    if (Holds(block, ordinal)) return &block;
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
