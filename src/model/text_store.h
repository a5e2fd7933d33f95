#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace imprint {

/// Keeps texts in a few large blocks, which the allocator gives back to the system as a whole.
/// What is kept stays at its place until the store goes, also when the store is moved.
class TextStore {
 public:
  std::string_view Keep(std::string_view text);
  /// Keeps a whole string without copying it.
  std::string_view Adopt(std::string text);
  /// What the blocks take.
  std::size_t bytes() const { return bytes_; }

 private:
  std::string& NewBlock(std::string block);

  std::vector<std::unique_ptr<std::string>> blocks_;  // filled up to their capacity, now the last
  std::size_t bytes_ = 0;
};

}  // namespace imprint
