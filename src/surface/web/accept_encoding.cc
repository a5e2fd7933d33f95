#include "surface/web/accept_encoding.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace imprint::web {
namespace {

// Thousandths, as weights have three digits at most.
constexpr int kMost = 1000;
// Identity is welcome where nobody says otherwise, but less than whatever is named.
constexpr int kUnnamedIdentity = 0;
constexpr int kRefused = -1;

std::string_view Trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// "0.5" as 500; nullopt for what is no weight.
std::optional<int> Thousandths(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int value = (text[0] - '0') * kMost;
  int unit = kMost / 10;
  for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value += (digit - '0') * unit;
    unit /= 10;
  }
  return value <= kMost ? std::optional(value) : std::nullopt;
}

struct Element {
  std::string name;  // in lower case
  int weight = kMost;
  bool plain = true;  // nothing but a name and a weight
};

/// The next part of `list` up to `separator`, which is taken away.
std::string_view Cut(std::string_view& list, char separator) {
  const std::size_t end = std::min(list.find(separator), list.size());
  const std::string_view part = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return Trim(part);
}

/// "gzip;q=0.5"; nullopt where its weight is none.
std::optional<Element> ReadElement(std::string_view text) {
  const bool is_name = text.find(';') == text.npos;
  Element element{Lower(Cut(text, ';'))};
  for (bool more = !is_name; more; more = !text.empty()) {
    const std::string parameter = Lower(Cut(text, ';'));
    if (!parameter.starts_with("q=")) {
      element.plain = false;
      continue;
    }
    const auto weight = Thousandths(std::string_view(parameter).substr(2));
    if (!weight) return std::nullopt;
    element.weight = *weight;
  }
  return element;
}

template <typename Use>
void ForEachElement(std::string_view list, Use use) {
  while (!list.empty()) {
    if (const auto element = ReadElement(Cut(list, ','))) use(*element);
  }
}

/// What the headers say of each coding, and of all that they do not name.
class Wishes {
 public:
  explicit Wishes(const http::Headers& headers) {
    for (const auto& [name, value] : headers) {
      if (name != "accept-encoding") continue;
      ForEachElement(value, [&](const Element& element) {
        if (element.plain) Note(element.name, element.weight);
      });
    }
  }

  int Of(Coding coding) const {
    if (const auto& named = named_[static_cast<std::size_t>(coding)]) return *named;
    if (others_) return *others_;
    return coding == Coding::kIdentity ? kUnnamedIdentity : kRefused;
  }

 private:
  void Note(std::string_view name, int weight) {
    if (weight == 0) weight = kRefused;
    if (name == "*") others_ = weight;
    if (name == "x-gzip") name = NameOf(Coding::kGzip);
    for (const Coding coding : kCodings) {
      if (name == NameOf(coding)) named_[static_cast<std::size_t>(coding)] = weight;
    }
  }

  std::array<std::optional<int>, kCodings.size()> named_;
  std::optional<int> others_;
};

}  // namespace

bool NamesHtml(const http::Headers& headers) {
  bool named = false;
  for (const auto& [name, value] : headers) {
    if (name != "accept") continue;
    ForEachElement(value, [&](const Element& element) {
      named |= element.name == "text/html" && element.weight > 0;
    });
  }
  return named;
}

std::optional<Coding> ChooseCoding(const http::Headers& headers, const File& file) {
  const Wishes wishes(headers);
  std::optional<Coding> best;
  int best_weight = kRefused;
  for (const Coding coding : kCodings) {
    const int weight = wishes.Of(coding);
    if (!file.In(coding) || weight <= best_weight) continue;
    best = coding;
    best_weight = weight;
  }
  return best;
}

}  // namespace imprint::web
