#include "base/id.h"

#include <cstring>

#include "base/hex_pairs.h"

namespace imprint {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Only the counter of an id moves inside a block: the last 3 bytes of an ObjectId, the last 4 of
// a UUID. What stands before it must be equal for two ids to be of one block.
std::size_t CounterBytes(std::size_t size) {
  return size == Id::kObjectIdBytes ? 3 : 4;
}

std::uint32_t ReadCounter(const std::uint8_t* end, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = (value << 8) | *(end - width + i);
  return value;
}

}  // namespace

std::optional<Id> Id::FromObjectIdText(std::string_view text) {
  if (text.size() != kObjectIdText) return std::nullopt;
  Id id;
  for (std::size_t i = 0; i < kObjectIdBytes; ++i) {
    const int high = HexValue(text[2 * i]);
    const int low = HexValue(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes_[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  id.size_ = kObjectIdBytes;
  return id;
}

std::optional<Id> Id::FromUuidText(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i++] != '-') return std::nullopt;
      continue;
    }
    const auto lower = [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; };
    const int high = HexValue(lower(text[i]));
    const int low = HexValue(lower(text[i + 1]));
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return FromBytes(bytes);
}

std::optional<Id> Id::FromBytes(std::string_view bytes) {
  if (bytes.size() != kObjectIdBytes && bytes.size() != kUuidBytes) return std::nullopt;
  Id id;
  std::memcpy(id.bytes_.data(), bytes.data(), bytes.size());
  id.size_ = static_cast<std::uint8_t>(bytes.size());
  return id;
}

std::size_t Id::WriteText(char* out) const {
  if (size_ == kObjectIdBytes) {
    for (std::size_t i = 0; i < kObjectIdBytes; ++i) {
      std::memcpy(out + 2 * i, kHexPairs[bytes_[i]].data(), 2);
    }
    return kObjectIdText;
  }
  char* at = out;
  for (std::size_t i = 0; i < size_; ++i) {
    if (size_ == kUuidBytes && (i == 4 || i == 6 || i == 8 || i == 10)) *at++ = '-';
    std::memcpy(at, kHexPairs[bytes_[i]].data(), 2);
    at += 2;
  }
  return static_cast<std::size_t>(at - out);
}

std::string Id::Text() const {
  char buffer[36];
  return std::string(buffer, WriteText(buffer));
}

Id Id::Plus(std::uint32_t n) const {
  Id next = *this;
  const std::size_t width = CounterBytes(size_);
  std::uint32_t value = ReadCounter(bytes_.data() + size_, width) + n;
  for (std::size_t i = 0; i < width; ++i, value >>= 8) {
    next.bytes_[size_ - 1 - i] = static_cast<std::uint8_t>(value);
  }
  return next;
}

std::optional<std::uint32_t> Id::DistanceTo(const Id& later, std::uint32_t limit) const {
  if (empty() || size_ != later.size_) return std::nullopt;
  const std::size_t width = CounterBytes(size_);
  if (std::memcmp(bytes_.data(), later.bytes_.data(), size_ - width) != 0) return std::nullopt;
  const std::uint32_t from = ReadCounter(bytes_.data() + size_, width);
  const std::uint32_t to = ReadCounter(later.bytes_.data() + size_, width);
  if (to < from || to - from >= limit) return std::nullopt;
  return to - from;
}

}  // namespace imprint
