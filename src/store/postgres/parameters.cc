#include "store/postgres/parameters.h"

#include <algorithm>
#include <limits>

namespace imprint::postgres {
namespace {

void PutBigEndian(std::uint64_t number, int bytes, char* out) {
  for (int i = 0; i < bytes; ++i) {
    out[i] = static_cast<char>((number >> (8 * (bytes - 1 - i))) & 0xff);
  }
}

void AppendInt(std::string& out, std::size_t number) {
  char bytes[4];
  PutBigEndian(number, 4, bytes);
  out.append(bytes, sizeof(bytes));
}

}  // namespace

std::size_t Parameters::bytes() const {
  std::size_t sum = 0;
  for (const int length : lengths_) sum += static_cast<std::size_t>(length);
  return sum;
}

void Parameters::Add(std::int64_t number) {
  auto& bytes = numbers_.emplace_back();
  PutBigEndian(static_cast<std::uint64_t>(number), 8, bytes.data());
  AddRaw(kNumber, {bytes.data(), bytes.size()});
}

void Parameters::Add(std::uint64_t number) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  Add(static_cast<std::int64_t>(std::min(number, kMax)));
}

void Parameters::Add(bool truth) {
  AddRaw(kBoolean, truth ? std::string_view("\1", 1) : std::string_view("\0", 1));
}

// One dimension, no nulls, counted from one.
void Parameters::Add(const std::vector<std::string_view>& items) {
  std::string& array = arrays_.emplace_back();
  AppendInt(array, items.empty() ? 0 : 1);
  AppendInt(array, 0);
  AppendInt(array, kBytes);
  if (!items.empty()) {
    AppendInt(array, items.size());
    AppendInt(array, 1);
  }
  for (const std::string_view item : items) {
    AppendInt(array, item.size());
    array += item;
  }
  AddRaw(kArrayOfBytes, array);
}

// A null pointer would mean NULL, also for the empty string.
void Parameters::AddRaw(Type type, std::string_view bytes) {
  types_.push_back(type);
  values_.push_back(bytes.empty() ? "" : bytes.data());
  lengths_.push_back(static_cast<int>(bytes.size()));
}

}  // namespace imprint::postgres
