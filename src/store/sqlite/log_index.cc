#include "store/sqlite/log_index.h"

#include <bit>
#include <cstddef>

#include "store/sqlite/connection.h"

namespace imprint::sqlite {
namespace {

// The head stands twice; a commit writes the second copy first. Behind them is how much of the log
// was folded back into the database.
constexpr std::size_t kWordsOfCopy = 6;
constexpr std::size_t kFoldedWord = 12;
constexpr int kRegionBytes = 32 * 1024;
constexpr std::uint32_t kKnownForm = 3007000;

std::uint32_t FirstHalf(std::uint64_t word) {
  return static_cast<std::uint32_t>(std::endian::native == std::endian::little ? word : word >> 32);
}

std::uint64_t Load(const volatile std::uint64_t* word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

}  // namespace

std::uint32_t LogIndex::State::pages() const {
  return FirstHalf(words_[2]);
}

std::optional<LogIndex> LogIndex::Of(Connection& connection) {
  sqlite3_file* file = connection.File();
  if (file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2 ||
      file->pMethods->xShmMap == nullptr) {
    return std::nullopt;
  }
  void volatile* region = nullptr;
  const int code = file->pMethods->xShmMap(file, 0, kRegionBytes, 0, &region);
  if ((code != SQLITE_OK && code != SQLITE_READONLY) || region == nullptr) return std::nullopt;
  return LogIndex(static_cast<const volatile std::uint64_t*>(region));
}

std::optional<LogIndex::State> LogIndex::Look() const {
  State first;
  State second;
  for (std::size_t i = 0; i < kWordsOfCopy; ++i) first.words_[i] = Load(head_ + i);
  for (std::size_t i = 0; i < kWordsOfCopy; ++i) second.words_[i] = Load(head_ + kWordsOfCopy + i);
  if (first != second || FirstHalf(first.words_[0]) != kKnownForm) return std::nullopt;
  return first;
}

bool LogIndex::IsFolded(const State& state) const {
  return FirstHalf(Load(head_ + kFoldedWord)) >= state.pages();
}

}  // namespace imprint::sqlite
