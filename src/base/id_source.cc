#include "base/id_source.h"

#include <sodium.h>

#include <algorithm>

namespace imprint {

IdSource::IdSource() {
  Reseed();
}

void IdSource::Reseed() {
  randombytes_buf(random_, sizeof(random_));
  counter_ = randombytes_uniform(1u << 20);
}

Id IdSource::NewObjectIds(std::uint32_t count, Time now) {
  constexpr std::uint32_t kCounterEnd = 1u << 24;
  const std::scoped_lock lock(mutex_);
  const auto seconds = static_cast<std::uint32_t>(ToMillis(now) / 1000);
  seconds_ = std::max(seconds_, seconds);
  // A block may not wrap: an id's place in its block is found by subtraction.
  if (counter_ + count > kCounterEnd) Reseed();
  char bytes[Id::kObjectIdBytes];
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(seconds_ >> (24 - 8 * i));
  std::copy(std::begin(random_), std::end(random_), bytes + 4);
  for (int i = 0; i < 3; ++i) bytes[9 + i] = static_cast<char>(counter_ >> (16 - 8 * i));
  counter_ += count;
  return *Id::FromBytes({bytes, sizeof(bytes)});
}

Id IdSource::NewUuids(std::uint32_t count, Time now) {
  const std::scoped_lock lock(mutex_);
  // Within a millisecond the counter goes on, so that ids sort as they were made. It starts in its
  // lower half and is drawn anew long before it could wrap.
  const bool goes_on = !next_uuid_.empty() && ToMillis(now) <= uuid_millis_ && uuids_left_ >= count;
  if (!goes_on) {
    uuid_millis_ = std::max(uuid_millis_ + (next_uuid_.empty() ? 0 : 1), ToMillis(now));
    next_uuid_ = DrawUuid();
    uuids_left_ = 1u << 30;
  }
  const Id first = next_uuid_;
  next_uuid_ = first.Plus(count);
  uuids_left_ -= count;
  return first;
}

Id IdSource::DrawUuid() const {
  unsigned char bytes[Id::kUuidBytes];
  randombytes_buf(bytes, sizeof(bytes));
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(uuid_millis_ >> (40 - 8 * i));
  bytes[6] = static_cast<unsigned char>(0x70 | (bytes[6] & 0x0F));
  bytes[8] = static_cast<unsigned char>(0x80 | (bytes[8] & 0x3F));
  bytes[12] &= 0x7F;
  return *Id::FromBytes({reinterpret_cast<const char*>(bytes), sizeof(bytes)});
}

}  // namespace imprint
