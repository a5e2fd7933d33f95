#include "model/search_terms.h"

#include <utf8proc.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <unordered_set>
#include <utility>

#include "base/json/text.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kLongestFacet = 128;
constexpr std::size_t kMostDescriptionWords = 500;
constexpr utf8proc_int32_t kZeroWidthSpace = 0x200b;

const utf8proc_uint8_t* AsUtf8(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// NFKC without case and marks; empty for what is not UTF-8. Marks go before they would be sorted,
// which takes quadratic time for a long run of them.
std::string Fold(std::string_view text, unsigned further = 0) {
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | further);
  utf8proc_uint8_t* mapped = nullptr;
  const auto size =
      utf8proc_map(AsUtf8(text), static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (size < 0) return {};
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

/// Takes the first character off `rest` and gives it; -1 where none stands. What is not UTF-8 ends
/// the text.
utf8proc_int32_t TakeCharacter(std::string_view& rest) {
  utf8proc_int32_t character = -1;
  const auto bytes =
      utf8proc_iterate(AsUtf8(rest), static_cast<utf8proc_ssize_t>(rest.size()), &character);
  rest.remove_prefix(bytes > 0 ? static_cast<std::size_t>(bytes) : rest.size());
  return bytes > 0 ? character : -1;
}

bool IsLetterOrDigit(utf8proc_int32_t character) {
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

// Soft hyphens, joiners and the like stand inside a word.
bool IsInvisible(utf8proc_int32_t character) {
  return character != kZeroWidthSpace && utf8proc_category(character) == UTF8PROC_CATEGORY_CF;
}

// Of scripts that are written without spaces and whose characters mean something by themselves.
bool IsWordOfItsOwn(utf8proc_int32_t character) {
  constexpr std::pair<utf8proc_int32_t, utf8proc_int32_t> kRanges[] = {
      {0x3005, 0x3007}, {0x3041, 0x30ff}, {0x31f0, 0x31ff},   {0x3400, 0x4dbf},
      {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x1b000, 0x1b16f}, {0x20000, 0x3ffff},
  };
  for (const auto& [first, last] : kRanges) {
    if (character >= first && character <= last) return true;
  }
  return false;
}

/// Puts words together from a folded text's characters, and hands each one on.
class WordSplitter {
 public:
  explicit WordSplitter(const std::function<void(std::string)>& take) : take_(take) {}

  void Add(utf8proc_int32_t character, std::string_view bytes) {
    if (IsInvisible(character)) return;
    const bool alone = IsWordOfItsOwn(character);
    if (alone || !IsLetterOrDigit(character)) End();
    if (!IsLetterOrDigit(character) || full_) return;
    full_ = word_.size() + bytes.size() > kLongestWord;
    if (!full_) word_ += bytes;
    if (alone) End();
  }
  void End() {
    if (!word_.empty()) take_(std::exchange(word_, {}));
    full_ = false;
  }

 private:
  const std::function<void(std::string)>& take_;
  std::string word_;
  bool full_ = false;
};

void AddWords(std::map<std::string, std::int64_t>& terms, std::string_view text,
              std::int64_t weight) {
  for (std::string& word : WordsIn(text)) terms.try_emplace(std::move(word), weight);
}

void AddDescription(std::map<std::string, std::int64_t>& terms, std::string_view text) {
  std::size_t left = kMostDescriptionWords;
  for (std::string& word : WordsIn(text)) {
    if (left-- == 0) break;
    terms.try_emplace(std::move(word), kDescriptionWeight);
  }
}

void AddFacets(std::map<std::string, std::int64_t>& terms, const Template& row) {
  const auto add = [&](Facet facet, std::string_view value) {
    if (!value.empty()) terms.try_emplace(FacetTerm(facet, value), 0);
  };
  for (const std::string& application : row.applications) add(Facet::kApplication, application);
  add(Facet::kLanguage, row.language);
  add(Facet::kKind, KindName(row.dialect));
  add(Facet::kOwner, row.owner.Text());
  terms.try_emplace(std::string(kEveryTemplate), 0);
}

}  // namespace

std::vector<SearchTerm> TermsOf(const Template& row) {
  if (!row.published) return {};
  // What is added first stays: the heaviest first.
  std::map<std::string, std::int64_t> terms;
  AddWords(terms, row.name, kNameWeight);
  for (const auto& application : row.applications) AddWords(terms, application, kApplicationWeight);
  AddDescription(terms, row.description);
  AddFacets(terms, row);
  std::vector<SearchTerm> sorted;
  sorted.reserve(terms.size());
  for (auto& [term, weight] : terms) sorted.push_back({term, weight});
  return sorted;
}

std::vector<std::string> WordsIn(std::string_view text) {
  std::vector<std::string> words;
  std::unordered_set<std::string> known;
  const std::function<void(std::string)> take = [&](std::string word) {
    if (known.insert(word).second) words.push_back(std::move(word));
  };
  WordSplitter splitter(take);
  const std::string folded = Fold(text);
  for (std::string_view rest = folded; !rest.empty();) {
    const std::string_view before = rest;
    const auto character = TakeCharacter(rest);
    splitter.Add(character, before.substr(0, before.size() - rest.size()));
  }
  splitter.End();
  return words;
}

bool IsSearchWord(std::string_view text) {
  if (text.empty() || text.size() > kLongestWord) return false;
  while (!text.empty()) {
    const auto character = TakeCharacter(text);
    if (character < 0 || !IsLetterOrDigit(character)) return false;
  }
  return true;
}

std::string FacetTerm(Facet facet, std::string_view value) {
  constexpr std::string_view kPrefixes[] = {":app:", ":lang:", ":kind:", ":owner:"};
  const std::string folded = Fold(value, UTF8PROC_STRIPCC | UTF8PROC_IGNORE);
  std::string term(kPrefixes[static_cast<std::size_t>(facet)]);
  term += json::Shorten(folded, kLongestFacet);
  return term;
}

std::string_view KindName(Dialect kind) {
  return kind == Dialect::kDiga ? "diga" : "integrator";
}

}  // namespace imprint
