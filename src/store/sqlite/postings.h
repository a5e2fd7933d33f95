#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "model/search_terms.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

// Which templates have a term, by their numbers (catalogue_numbers): blocks of ascending entries of
// four bytes, so that a term of many templates is read many entries a row. A block holds the
// entries from its own number to before the next block's.

/// A template that has a term, and where in it: what is stored, in one number.
class Posting {
 public:
  Posting() = default;
  /// `weight` is one of model/search_terms.
  Posting(std::uint32_t number, std::int64_t weight);
  static Posting FromStored(std::uint32_t stored) {
    Posting posting;
    posting.stored_ = stored;
    return posting;
  }

  std::uint32_t number() const { return stored_ >> kPlaceBits; }
  std::uint8_t weight() const { return kWeights[stored_ & (kPlaces - 1)]; }
  std::uint32_t stored() const { return stored_; }

 private:
  static constexpr std::uint32_t kPlaceBits = 2;
  static constexpr std::uint32_t kPlaces = 1u << kPlaceBits;
  // Their places are stored.
  static constexpr std::uint8_t kWeights[kPlaces] = {0, kDescriptionWeight, kApplicationWeight,
                                                     kNameWeight};

  std::uint32_t stored_ = 0;
};
inline constexpr std::uint32_t kMostNumbers = 1u << 30;

/// Notes that a template has the term there, whether or not it had it elsewhere.
Status PutPosting(Connection& connection, std::string_view term, Posting posting);
/// One that is not there is no error.
Status RemovePosting(Connection& connection, std::string_view term, std::uint32_t number);

/// The entries of a stored block.
class PostingBlock {
 public:
  explicit PostingBlock(std::string_view bytes) : bytes_(bytes) {}
  /// False where bytes are missing.
  bool IsWhole() const { return bytes_.size() % kBytes == 0; }
  std::size_t size() const { return bytes_.size() / kBytes; }
  Posting operator[](std::size_t i) const {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes_.data()) + i * kBytes;
    return Posting::FromStored(at[0] | at[1] << 8 | at[2] << 16 | std::uint32_t{at[3]} << 24);
  }

  static constexpr std::size_t kBytes = 4;

 private:
  std::string_view bytes_;
};

}  // namespace imprint::sqlite
