#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/records.h"

namespace imprint {

/// What a template is found by: a word, or a facet that it has. Facets begin with ':', and no word
/// does, so that words and facets can be kept in one table.
struct SearchTerm {
  std::string term;
  std::int64_t weight = 0;  // of words: where they stand; of facets: 0

  friend bool operator==(const SearchTerm&, const SearchTerm&) = default;
};

inline constexpr std::int64_t kNameWeight = 8;
inline constexpr std::int64_t kApplicationWeight = 4;
inline constexpr std::int64_t kDescriptionWeight = 1;
/// A word that is all that was looked for counts that many times what its beginning does.
inline constexpr std::int64_t kWholeWord = 2;

/// Which rules terms are made by: the next number whenever TermsOf gives anything else than before.
inline constexpr int kTermRules = 1;

/// A template's terms, ascending and each once with its greatest weight; none of an unpublished
/// one. Of the description's words the first 500 count.
std::vector<SearchTerm> TermsOf(const Template& row);

/// The words of a text, each once, in the order in which they first stand there: letters and digits
/// in any script, in small letters, without accents; each ideograph and each kana is a word of its
/// own. At most 64 bytes of each. A text that is not UTF-8 has none.
std::vector<std::string> WordsIn(std::string_view text);

/// Whether terms can be such a word: letters and digits of UTF-8, at most 64 bytes.
bool IsSearchWord(std::string_view text);

/// Every published template has this facet.
inline constexpr std::string_view kEveryTemplate = ":*";
/// Values are compared without case and accents, as words are, but whole: at most 128 bytes.
enum class Facet : std::uint8_t { kApplication, kLanguage, kKind, kOwner };
/// The facet's term: ":app:", ":lang:", ":kind:" or ":owner:" with the value behind it. Owners are
/// meant by their ids as text, kinds by KindName.
std::string FacetTerm(Facet facet, std::string_view value);
std::string_view KindName(Dialect kind);

}  // namespace imprint
