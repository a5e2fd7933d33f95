#include "bundle/secret_marks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace imprint {
namespace {

/// What has to stand behind a mark.
enum class Behind : std::uint8_t { kAnything, kHexDigit, kValue, kAt };

/// Characters that stand in everything that an expression matches.
struct Mark {
  std::string_view text;
  std::size_t pair;  // where in it its rarest two characters are, by which it is found
  Behind behind = Behind::kAnything;
  bool any_case = false;  // `text` is lower-case then
};

constexpr Mark kMarks[] = {
    {"-----BEGIN", 4},
    {"AGE-SECRET-KEY-1", 2},
    {"AKIA", 1},
    {"ASIA", 1},
    {"ghp_", 0},
    {"gho_", 0},
    {"ghu_", 0},
    {"ghs_", 0},
    {"ghr_", 0},
    {"github_pat_", 5},
    {"glpat-", 0},
    {"xox", 0},
    {"xapp-", 0},
    {"hooks.slack.com", 4},
    {"/api/webhooks/", 4},
    {"k_live_", 0},
    {"k_test_", 0},
    {"whsec_", 4},
    {"AIza", 1},
    {"GOCSPX-", 4},
    {"ya29.", 1},
    {"SG.", 1},
    {"SK", 0, Behind::kHexDigit},
    {"key-", 2, Behind::kHexDigit},
    {"npm_", 2},
    {"hf_", 1},
    {"hvs.", 2},
    {"sk-", 1},
    {"shpat_", 1},
    {"shpca_", 1},
    {"shppa_", 1},
    {"shpss_", 1},
    {"sq0", 1},
    {"_v1_", 2},
    {"pat-na", 2},
    {"pat-eu", 2},
    {"dapi", 1, Behind::kHexDigit},
    {"ATATT3", 4},
    {"eyJ", 1},
    {"://", 0, Behind::kAt},
    {"key=", 2, Behind::kValue, true},
    {"token=", 4, Behind::kValue, true},
    {"secret=", 5, Behind::kValue, true},
    {"password=", 7, Behind::kValue, true},
    {"pwd=", 2, Behind::kValue, true},
    {"signature=", 8, Behind::kValue, true},
    {"sig=", 2, Behind::kValue, true},
};

constexpr std::string_view kSpaces = "\t\n\f\r ";
constexpr std::string_view kQuotes = "\"'`";
constexpr std::string_view kBeforeQuote = "\t\n\f\r :=,>";
constexpr std::string_view kSchemes[] = {"bearer", "basic"};

constexpr std::size_t kShortestValue = 12;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

bool Equal(std::string_view text, std::string_view mark, bool any_case) {
  if (!any_case) return text == mark;
  return std::equal(text.begin(), text.end(), mark.begin(), mark.end(),
                    [](char a, char b) { return Lower(a) == b; });
}

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool Fits(Behind behind, std::string_view rest) {
  switch (behind) {
    case Behind::kAnything:
      return true;
    case Behind::kHexDigit:
      return !rest.empty() && IsHexDigit(rest.front());
    case Behind::kValue:
      return rest.size() >= kShortestValue;
    case Behind::kAt: {
      // No slash stands before it, so each place of a text is looked at for one mark alone.
      const std::size_t at = rest.find_first_of("@/");
      return at != std::string_view::npos && rest[at] == '@';
    }
  }
  return true;
}

bool IsMarkAt(const Mark& mark, std::string_view text, std::size_t pair) {
  if (pair < mark.pair) return false;
  text.remove_prefix(pair - mark.pair);
  return Equal(text.substr(0, mark.text.size()), mark.text, mark.any_case) &&
         Fits(mark.behind, text.substr(mark.text.size()));
}

// "Bearer " up to the space at text[pair + 1].
bool IsSchemeAt(std::string_view text, std::size_t pair) {
  return std::any_of(std::begin(kSchemes), std::end(kSchemes), [&](std::string_view scheme) {
    return pair + 1 >= scheme.size() &&
           Equal(text.substr(pair + 1 - scheme.size(), scheme.size()), scheme, true);
  });
}

// The quote at text[pair + 1] begins what may be a credential in a script.
bool IsQuotedAt(std::string_view text, std::size_t pair) {
  const std::string_view inside = text.substr(pair + 2);
  const std::size_t end = inside.find_first_of("\"'`\t\n\f\r <>{}");
  return end != std::string_view::npos && end >= kShortestValue &&
         kQuotes.find(inside[end]) != std::string_view::npos;
}

/// What two characters next to each other may be part of.
struct Rule {
  enum class Kind : std::uint8_t { kMark, kScheme, kQuoted };
  char first;
  char second;
  Kind kind;
  std::uint8_t mark = 0;
};

/// The rules by their pairs.
class Rules {
 public:
  Rules() {
    AddMarks();
    for (const char space : kSpaces) {
      for (const char end : {'r', 'R', 'c', 'C'})
        rules_.push_back({end, space, Rule::Kind::kScheme});
    }
    for (const char before : kBeforeQuote) {
      for (const char quote : kQuotes) rules_.push_back({before, quote, Rule::Kind::kQuoted});
    }
    std::sort(rules_.begin(), rules_.end(), [](const Rule& a, const Rule& b) {
      return SlotOf(a.first, a.second) < SlotOf(b.first, b.second);
    });
    for (std::size_t i = rules_.size(); i > 0; --i) {
      first_[SlotOf(rules_[i - 1].first, rules_[i - 1].second)] = static_cast<std::uint8_t>(i);
    }
  }

  // Of a text that is not empty.
  bool AnyIn(std::string_view text) const {
    const std::uint8_t* const first = first_.data();
    char before = text.front();
    for (std::size_t at = 1; at < text.size(); ++at) {
      const char here = text[at];
      const std::uint32_t slot = SlotOf(before, here);
      if (first[slot] != 0 && AnyAt(text, at - 1, slot)) return true;
      before = here;
    }
    return false;
  }

 private:
  static constexpr std::size_t kSlots = 4096;

  static std::uint32_t SlotOf(char first, char second) {
    return (static_cast<std::uint32_t>(static_cast<unsigned char>(first)) * 31u ^
            static_cast<unsigned char>(second)) %
           kSlots;
  }

  void AddMarks() {
    for (std::uint8_t i = 0; i < std::size(kMarks); ++i) {
      const char first = kMarks[i].text[kMarks[i].pair];
      const char second = kMarks[i].text[kMarks[i].pair + 1];
      rules_.push_back({first, second, Rule::Kind::kMark, i});
      // The second is '=' where the case does not matter.
      if (kMarks[i].any_case) rules_.push_back({Upper(first), second, Rule::Kind::kMark, i});
    }
  }

  bool AnyAt(std::string_view text, std::size_t at, std::uint32_t slot) const {
    for (std::size_t i = first_[slot] - 1u;
         i < rules_.size() && SlotOf(rules_[i].first, rules_[i].second) == slot; ++i) {
      if (rules_[i].first == text[at] && rules_[i].second == text[at + 1] &&
          Holds(rules_[i], text, at)) {
        return true;
      }
    }
    return false;
  }

  static bool Holds(const Rule& rule, std::string_view text, std::size_t at) {
    switch (rule.kind) {
      case Rule::Kind::kMark:
        return IsMarkAt(kMarks[rule.mark], text, at);
      case Rule::Kind::kScheme:
        return IsSchemeAt(text, at);
      case Rule::Kind::kQuoted:
        return IsQuotedAt(text, at);
    }
    return true;
  }

  std::vector<Rule> rules_;                      // by slot; fewer than 255
  std::array<std::uint8_t, kSlots> first_ = {};  // behind 0, for none
};

}  // namespace

bool HoldsSecretMark(std::string_view text) {
  static const Rules rules;
  return text.size() >= kShortestSecret && rules.AnyIn(text);
}

}  // namespace imprint
