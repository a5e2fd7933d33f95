#pragma once

#include <cstdint>
#include <mutex>

#include "base/id.h"
#include "base/time.h"

namespace imprint {

/// Makes fresh ObjectIds in blocks of consecutive ids. Blocks of one source never overlap, also
/// when the clock steps back; two sources differ by 40 random bits. Safe from any thread.
class IdSource {
 public:
  IdSource();
  static constexpr std::uint32_t kMaxBlock = 1u << 20;

  /// The first of `count` consecutive ObjectIds (1 to kMaxBlock).
  Id NewObjectIds(std::uint32_t count, Time now);

 private:
  void Reseed();

  std::mutex mutex_;
  std::uint32_t seconds_ = 0;
  std::uint32_t counter_ = 0;
  std::uint8_t random_[5] = {};
};

}  // namespace imprint
