#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace imprint {

/// An identifier of a thing: an ObjectId (12 bytes, 24 lower-case hex digits) or a UUID (16 bytes).
/// Ordered by its bytes, so ids of one kind sort by creation. An empty Id names nothing.
class Id {
 public:
  static constexpr std::size_t kObjectIdBytes = 12;
  static constexpr std::size_t kUuidBytes = 16;
  static constexpr std::size_t kObjectIdText = 24;

  Id() = default;

  /// 24 lower-case hex digits, anything else is nullopt.
  static std::optional<Id> FromObjectIdText(std::string_view text);
  /// The 36 characters of RFC 9562 in either case; anything else is nullopt.
  static std::optional<Id> FromUuidText(std::string_view text);
  /// 12 or 16 bytes as Bytes() gave them, anything else is nullopt.
  static std::optional<Id> FromBytes(std::string_view bytes);

  bool empty() const { return size_ == 0; }
  bool is_uuid() const { return size_ == kUuidBytes; }
  std::string_view Bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), size_}; }
  /// 24 hex digits for an ObjectId, the 36 characters of RFC 9562 for a UUID, "" for nothing.
  std::string Text() const;
  /// Writes Text() to `out`, which has room for 36 characters; returns how many were written.
  std::size_t WriteText(char* out) const;

  /// The id `n` places further in its block. The block's allocation guarantees that it exists.
  Id Plus(std::uint32_t n) const;
  /// How far `later` lies behind this id, if both are of one kind and the distance is below
  /// `limit`; otherwise nullopt.
  std::optional<std::uint32_t> DistanceTo(const Id& later, std::uint32_t limit) const;

  friend bool operator==(const Id& a, const Id& b) { return a.Bytes() == b.Bytes(); }
  friend std::strong_ordering operator<=>(const Id& a, const Id& b) {
    return a.Bytes() <=> b.Bytes();
  }

 private:
  std::array<std::uint8_t, kUuidBytes> bytes_{};
  std::uint8_t size_ = 0;
};

/// An Id that cannot be taken for one of another kind of thing.
template <typename Tag>
struct StrongId {
  Id id;

  StrongId() = default;
  explicit StrongId(Id value) : id(value) {}
  bool empty() const { return id.empty(); }
  std::string Text() const { return id.Text(); }
  friend bool operator==(const StrongId&, const StrongId&) = default;
  friend auto operator<=>(const StrongId&, const StrongId&) = default;
};

using AccountId = StrongId<struct AccountTag>;
using TemplateId = StrongId<struct TemplateTag>;
using ResourceId = StrongId<struct ResourceTag>;
using InstallationId = StrongId<struct InstallationTag>;

}  // namespace imprint

template <>
struct std::hash<imprint::Id> {
  std::size_t operator()(const imprint::Id& id) const noexcept {
    return std::hash<std::string_view>{}(id.Bytes());
  }
};
template <typename Tag>
struct std::hash<imprint::StrongId<Tag>> {
  std::size_t operator()(const imprint::StrongId<Tag>& id) const noexcept {
    return std::hash<imprint::Id>{}(id.id);
  }
};
