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

}  // namespace imprint
