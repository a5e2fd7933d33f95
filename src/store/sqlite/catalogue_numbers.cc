#include "store/sqlite/catalogue_numbers.h"

#include <optional>
#include <string_view>
#include <utility>

#include "store/sqlite/postings.h"

namespace imprint::sqlite {
namespace {

constexpr std::size_t kKeyBytes = NumberedIds::kKeyBytes;
// What fits into one page with the row's own fields.
constexpr std::size_t kIdsInBlock = 235;

std::uint64_t BlockOf(std::uint32_t number) {
  return number / kIdsInBlock;
}
std::size_t PlaceOf(std::uint32_t number) {
  return number % kIdsInBlock * kKeyBytes;
}

Result<std::string> ReadIds(Connection& connection, std::uint64_t block) {
  auto found = QueryOne(connection, "SELECT ids FROM catalogue_ids WHERE block = ?1",
                        ReadColumn<std::string>, block);
  if (!found) return Fail(std::move(found.error()));
  std::string ids = std::move(*found).value_or(std::string());
  ids.resize(kIdsInBlock * kKeyBytes);
  return ids;
}

Status KeepKey(Connection& connection, std::uint32_t number, std::string_view key) {
  auto ids = ReadIds(connection, BlockOf(number));
  if (!ids) return Fail(std::move(ids.error()));
  ids->replace(PlaceOf(number), kKeyBytes, key);
  return Execute(connection,
                 "INSERT INTO catalogue_ids (block, ids) VALUES (?1, ?2) "
                 "ON CONFLICT (block) DO UPDATE SET ids = ?2",
                 BlockOf(number), Blob{*ids});
}

Result<std::optional<std::uint32_t>> FindNumber(Connection& connection, TemplateId id) {
  return QueryOne(connection, "SELECT number FROM catalogue_numbers WHERE template = ?1",
                  ReadColumn<std::uint32_t>, id);
}

Result<std::uint32_t> TakeNumber(Connection& connection, TemplateId id) {
  auto free =
      QueryOne(connection, "SELECT number FROM catalogue_numbers WHERE template IS NULL LIMIT 1",
               ReadColumn<std::uint32_t>);
  if (!free) return Fail(std::move(free.error()));
  std::uint32_t number = 0;
  if (*free) {
    number = **free;
  } else {
    auto end = EndOfNumbers(connection);
    if (!end) return end;
    number = *end;
  }
  if (number >= kMostNumbers) return Fail(Damaged("the catalogue has too many templates"));
  auto taken = Execute(connection,
                       "INSERT INTO catalogue_numbers (number, template) VALUES (?1, ?2) "
                       "ON CONFLICT (number) DO UPDATE SET template = ?2",
                       number, id);
  if (taken) taken = KeepKey(connection, number, NumberedIds::MakeKey(id));
  if (!taken) return Fail(std::move(taken.error()));
  return number;
}

}  // namespace

Result<std::uint32_t> NumberOf(Connection& connection, TemplateId id) {
  auto known = FindNumber(connection, id);
  if (!known) return Fail(std::move(known.error()));
  if (*known) return **known;
  return TakeNumber(connection, id);
}

Status FreeNumber(Connection& connection, TemplateId id) {
  auto known = FindNumber(connection, id);
  if (!known) return Fail(std::move(known.error()));
  if (!*known) return {};
  auto kept = KeepKey(connection, **known, std::string(kKeyBytes, '\0'));
  if (!kept) return kept;
  return Execute(connection, "UPDATE catalogue_numbers SET template = NULL WHERE number = ?1",
                 **known);
}

Result<std::uint32_t> EndOfNumbers(Connection& connection) {
  auto last = QueryOne(connection, "SELECT coalesce(max(number), 0) FROM catalogue_numbers",
                       ReadColumn<std::uint32_t>);
  if (!last) return Fail(std::move(last.error()));
  return last->value_or(0) + 1;
}

NumberedIds::NumberedIds(Connection& connection, std::uint32_t end)
    : connection_(connection), blocks_(BlockOf(end) + 1) {}

Result<const char*> NumberedIds::KeyOf(std::uint32_t number) {
  const std::size_t block = BlockOf(number);
  if (blocks_[block].empty()) {
    if (auto loaded = Load(block); !loaded) return Fail(std::move(loaded.error()));
  }
  const char* key = blocks_[block].data() + PlaceOf(number);
  if (key[kKeyBytes - 1] == 0) return Fail(Damaged("a number of the catalogue has no template"));
  return key;
}

Status NumberedIds::Load(std::size_t block) {
  auto ids = ReadIds(connection_, block);
  if (!ids) return Fail(std::move(ids.error()));
  blocks_[block] = std::move(*ids);
  return {};
}

// The bytes, zeros behind those of a short id, and how many they are: of two ids that are equal up
// to zeros, the shorter one comes first.
std::string NumberedIds::MakeKey(TemplateId id) {
  std::string key(id.id.Bytes());
  const char size = static_cast<char>(key.size());
  key.resize(Id::kUuidBytes);
  return key += size;
}

TemplateId NumberedIds::IdOf(const char* key) {
  const auto size = static_cast<std::size_t>(key[kKeyBytes - 1]);
  return TemplateId(Id::FromBytes({key, size}).value_or(Id()));
}

}  // namespace imprint::sqlite
