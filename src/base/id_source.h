#pragma once

#include <cstdint>
#include <mutex>

#include "base/id.h"
#include "base/time.h"

namespace imprint {

/// Makes fresh ids in blocks of consecutive ones. Blocks of one source never overlap, also when the
/// clock steps back; two sources differ by 40 random bits. Safe from any thread.
class IdSource {
 public:
  IdSource();
  static constexpr std::uint32_t kMaxBlock = 1u << 20;

  /// The first of `count` consecutive ObjectIds (1 to kMaxBlock).
  Id NewObjectIds(std::uint32_t count, Time now);
  /// The same for UUIDs of version 7, whose last 32 bits count.
  Id NewUuids(std::uint32_t count, Time now);

 private:
  void Reseed();
  Id DrawUuid() const;

  std::mutex mutex_;
  std::uint32_t seconds_ = 0;
  std::uint32_t counter_ = 0;
  std::uint8_t random_[5] = {};
  std::int64_t uuid_millis_ = 0;
  Id next_uuid_;
  std::uint32_t uuids_left_ = 0;
};

}  // namespace imprint
