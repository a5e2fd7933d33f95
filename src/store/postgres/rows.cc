#include "store/postgres/rows.h"

#include <charconv>
#include <cstring>
#include <limits>

#include "store/postgres/errors.h"

namespace imprint::postgres {

Error Rows::UnreadableRow() {
  return Damaged("a row of the database cannot be read");
}

std::int64_t Rows::Changes() const {
  const std::string_view text = PQcmdTuples(result_.get());
  std::int64_t changes = 0;
  std::from_chars(text.data(), text.data() + text.size(), changes);
  return changes;
}

void Row::ReadOne(int column, std::int64_t& out) {
  const std::string_view bytes = Bytes(column);
  if (bytes.size() != sizeof(out)) return MarkDamaged();
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  out = static_cast<std::int64_t>(number);
}

void Row::ReadOne(int column, std::uint64_t& out) {
  std::int64_t number = 0;
  ReadOne(column, number);
  if (number < 0) return MarkDamaged();
  out = static_cast<std::uint64_t>(number);
}

void Row::ReadOne(int column, std::uint32_t& out) {
  std::int64_t number = 0;
  ReadOne(column, number);
  if (number < 0 || number > std::numeric_limits<std::uint32_t>::max()) return MarkDamaged();
  out = static_cast<std::uint32_t>(number);
}

void Row::ReadOne(int column, bool& out) {
  const std::string_view bytes = Bytes(column);
  if (bytes.size() != 1) return MarkDamaged();
  out = bytes[0] != 0;
}

void Row::ReadOne(int column, Time& out) {
  std::int64_t millis = 0;
  ReadOne(column, millis);
  out = FromMillis(millis);
}

void Row::ReadOne(int column, Id& out) {
  const std::string_view bytes = Bytes(column);
  out = Id();
  if (bytes.empty()) return;
  const auto id = Id::FromBytes(bytes);
  if (!id) return MarkDamaged();
  out = *id;
}

void Row::ReadOne(int column, Hash& out) {
  const std::string_view bytes = Bytes(column);
  if (bytes.size() != out.bytes.size()) return MarkDamaged();
  std::memcpy(out.bytes.data(), bytes.data(), bytes.size());
}

std::string_view Row::Bytes(int column) const {
  return {PQgetvalue(result_, index_, column),
          static_cast<std::size_t>(PQgetlength(result_, index_, column))};
}

}  // namespace imprint::postgres
