#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "model/records.h"

namespace imprint::postgres {

/// A statement's parameters in PostgreSQL's binary form. Numbers are bigint, truths boolean, and
/// texts, ids and hashes bytea, whose bytes are not copied.
class Parameters {
 public:
  template <typename... Values>
  explicit Parameters(const Values&... values) {
    types_.reserve(sizeof...(values));
    values_.reserve(sizeof...(values));
    lengths_.reserve(sizeof...(values));
    numbers_.reserve(sizeof...(values));
    arrays_.reserve(sizeof...(values));
    (Add(values), ...);
  }
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  int size() const { return static_cast<int>(values_.size()); }
  const unsigned* types() const { return types_.data(); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  std::size_t bytes() const;

 private:
  // The types' numbers in every PostgreSQL.
  enum Type : unsigned { kBoolean = 16, kBytes = 17, kNumber = 20, kArrayOfBytes = 1001 };

  template <typename T>
  static constexpr Type TypeOf(const T*) {
    if constexpr (std::is_same_v<T, bool>) return kBoolean;
    if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, Time>) return kNumber;
    return kBytes;
  }

  void Add(std::int64_t number);
  void Add(std::uint32_t number) { Add(std::int64_t{number}); }
  void Add(std::uint64_t number);
  void Add(bool truth);
  void Add(Time time) { Add(ToMillis(time)); }
  void Add(std::string_view bytes) { AddRaw(kBytes, bytes); }
  void Add(const std::string& bytes) { Add(std::string_view(bytes)); }
  void Add(const char*) = delete;
  void Add(const Id& id) { Add(id.Bytes()); }
  void Add(const Hash& hash) {
    Add(std::string_view(reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()));
  }
  template <typename Tag>
  void Add(const StrongId<Tag>& id) {
    Add(id.id);
  }
  template <typename T>
  void Add(const std::optional<T>& value) {
    if (value) return Add(*value);
    types_.push_back(TypeOf(static_cast<const T*>(nullptr)));
    values_.push_back(nullptr);
    lengths_.push_back(0);
  }
  void Add(const std::vector<std::string_view>& items);

  void AddRaw(Type type, std::string_view bytes);

  std::vector<unsigned> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<std::array<char, 8>> numbers_;
  std::vector<std::string> arrays_;
};

}  // namespace imprint::postgres
