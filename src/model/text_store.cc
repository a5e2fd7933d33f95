#include "model/text_store.h"

#include <algorithm>
#include <iterator>

namespace imprint {
namespace {

constexpr std::size_t kFirstBlock = 4 * 1024;
constexpr std::size_t kLargestBlock = 1024 * 1024;
constexpr std::size_t kLargeText = kLargestBlock / 8;  // has a block of its own

}  // namespace

std::string& TextStore::NewBlock(std::string block) {
  bytes_ += block.capacity();
  return *blocks_.emplace_back(std::make_unique<std::string>(std::move(block)));
}

std::string_view TextStore::Adopt(std::string text) {
  const std::string& block = NewBlock(std::move(text));
  // The block that was last stays last, as it may have room left.
  if (blocks_.size() > 1) std::swap(blocks_.back(), *std::prev(blocks_.end(), 2));
  return block;
}

std::string_view TextStore::Keep(std::string_view text) {
  const bool fits =
      !blocks_.empty() && blocks_.back()->capacity() - blocks_.back()->size() >= text.size();
  if (!fits && text.size() >= kLargeText) return Adopt(std::string(text));
  if (!fits) {
    // Blocks grow with what is kept, so that small stores stay small.
    std::string block;
    block.reserve(std::max(text.size(), std::clamp(bytes_, kFirstBlock, kLargestBlock)));
    NewBlock(std::move(block));
  }
  std::string& block = *blocks_.back();
  const std::size_t at = block.size();
  block += text;
  return std::string_view(block).substr(at);
}

}  // namespace imprint
