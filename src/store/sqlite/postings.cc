#include "store/sqlite/postings.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace imprint::sqlite {
namespace {

// With its term a block of so many stays within what SQLite keeps in one page of such a table.
constexpr std::size_t kMostInBlock = 200;

struct Block {
  std::int64_t first = 0;
  std::vector<Posting> postings;
};

Block ReadBlock(Statement& row) {
  Block block;
  std::string bytes;
  row.Read(block.first, bytes);
  const PostingBlock stored(bytes);
  if (!stored.IsWhole()) row.MarkDamaged();
  for (std::size_t i = 0; i < stored.size(); ++i) block.postings.push_back(stored[i]);
  return block;
}

// The one that holds the number, or would; nothing where the term has no block before it.
Result<std::optional<Block>> FindBlock(Connection& connection, std::string_view term,
                                       std::uint32_t number) {
  return QueryOne(connection,
                  "SELECT first, postings FROM catalogue_postings WHERE term = ?1 AND first <= ?2 "
                  "ORDER BY first DESC LIMIT 1",
                  ReadBlock, Blob{term}, number);
}

Status KeepBlock(Connection& connection, std::string_view term, std::int64_t first,
                 std::span<const Posting> postings) {
  std::string bytes;
  bytes.reserve(postings.size() * PostingBlock::kBytes);
  for (const Posting posting : postings) {
    for (std::size_t byte = 0; byte < PostingBlock::kBytes; ++byte) {
      bytes += static_cast<char>(posting.stored() >> (8 * byte) & 0xff);
    }
  }
  return Execute(connection,
                 "INSERT INTO catalogue_postings (term, first, postings) VALUES (?1, ?2, ?3) "
                 "ON CONFLICT (term, first) DO UPDATE SET postings = ?3",
                 Blob{term}, first, Blob{bytes});
}

auto PlaceOf(std::vector<Posting>& postings, std::uint32_t number) {
  return std::lower_bound(
      postings.begin(), postings.end(), number,
      [](Posting posting, std::uint32_t wanted) { return posting.number() < wanted; });
}

// Numbers mostly ascend: a block that is full then stays so, and the next one is begun.
Status KeepInTwo(Connection& connection, std::string_view term, const Block& block,
                 std::size_t added) {
  const std::span<const Posting> all(block.postings);
  const std::size_t kept = added + 1 == all.size() ? added : all.size() / 2;
  if (auto put = KeepBlock(connection, term, block.first, all.first(kept)); !put) return put;
  return KeepBlock(connection, term, all[kept].number(), all.subspan(kept));
}

std::uint32_t PlaceIn(std::span<const std::uint8_t> weights, std::int64_t weight) {
  const auto place = std::find(weights.begin(), weights.end(), weight);
  return static_cast<std::uint32_t>(place - weights.begin());
}

}  // namespace

Posting::Posting(std::uint32_t number, std::int64_t weight)
    : stored_(number << kPlaceBits | PlaceIn(kWeights, weight)) {}

Status PutPosting(Connection& connection, std::string_view term, Posting posting) {
  auto found = FindBlock(connection, term, posting.number());
  if (!found) return Fail(std::move(found.error()));
  Block block = std::move(*found).value_or(Block());
  const auto place = PlaceOf(block.postings, posting.number());
  if (place != block.postings.end() && place->number() == posting.number()) {
    *place = posting;
    return KeepBlock(connection, term, block.first, block.postings);
  }
  const auto added = static_cast<std::size_t>(place - block.postings.begin());
  block.postings.insert(place, posting);
  if (block.postings.size() > kMostInBlock) return KeepInTwo(connection, term, block, added);
  return KeepBlock(connection, term, block.first, block.postings);
}

Status RemovePosting(Connection& connection, std::string_view term, std::uint32_t number) {
  auto found = FindBlock(connection, term, number);
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return {};
  Block& block = **found;
  const auto place = PlaceOf(block.postings, number);
  if (place == block.postings.end() || place->number() != number) return {};
  block.postings.erase(place);
  if (!block.postings.empty()) return KeepBlock(connection, term, block.first, block.postings);
  return Execute(connection, "DELETE FROM catalogue_postings WHERE term = ?1 AND first = ?2",
                 Blob{term}, block.first);
}

}  // namespace imprint::sqlite
