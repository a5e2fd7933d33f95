#include "app/variable_uses.h"

#include <algorithm>

#include "app/slot_walk.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "bundle/secret_patterns.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestPath = 200;
constexpr std::size_t kMostListed = 10'000;  // of all variables together

bool IsVariable(const Slot& slot) {
  return slot.kind == SlotKind::kVariableText || slot.kind == SlotKind::kVariableWhole;
}

/// A variable where it stands in a document.
struct Sighting {
  const Slot& slot;
  const std::string& path;
  std::string_view key;       // of the member that holds the string; "" in an array
  std::string_view in_front;  // of it in the string, as it is written
  bool whole = false;         // it is the whole string
  json::Value holder;         // the object or array around the string
  const Slot* around;         // the name or base URL that an install may replace it with; or null
};

Sighting AsVariable(const SlotSighting& seen) {
  const json::Node& node = seen.string.node();
  const std::uint32_t begin = std::max(seen.slot.begin, node.begin);
  const bool whole =
      seen.slot.begin <= node.begin && seen.slot.begin + seen.slot.length >= node.end;
  return {seen.slot, seen.path,   seen.key,   seen.string.raw().substr(0, begin - node.begin),
          whole,     seen.holder, seen.around};
}

// The words of a name in small letters: "maxRetry_count" has "max", "retry" and "count".
std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words(1);
  bool after_small = false;
  for (const char c : name) {
    const bool big = c >= 'A' && c <= 'Z';
    const bool letter = big || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if ((!letter || (big && after_small)) && !words.back().empty()) words.emplace_back();
    if (letter) words.back() += big ? static_cast<char>(c - 'A' + 'a') : c;
    after_small = letter && !big;
  }
  if (words.back().empty() && words.size() > 1) words.pop_back();
  return words;
}

template <std::size_t kCount>
bool IsOneOf(std::string_view word, const std::string_view (&words)[kCount]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool SoundsLikeUrl(std::string_view name) {
  constexpr std::string_view kLast[] = {"url", "uri"};
  const auto words = WordsOf(name);
  return IsOneOf(words.back(), kLast) && words.front() != "relative";
}

VariableType TypeByName(std::string_view name) {
  constexpr std::string_view kCountsBefore[] = {"max", "min", "num"};
  constexpr std::string_view kCountsBehind[] = {"count",   "limit",   "size",   "port",
                                                "timeout", "days",    "hours",  "minutes",
                                                "seconds", "percent", "retries"};
  constexpr std::string_view kFlagsBefore[] = {"is", "has", "enable", "use", "allow", "should"};
  constexpr std::string_view kFlagsBehind[] = {"enabled", "disabled"};
  const auto words = WordsOf(name);
  if (IsOneOf(words.front(), kFlagsBefore) || IsOneOf(words.back(), kFlagsBehind)) {
    return VariableType::kBoolean;
  }
  if (IsOneOf(words.front(), kCountsBefore) || IsOneOf(words.back(), kCountsBehind)) {
    return VariableType::kNumber;
  }
  return VariableType::kString;
}

// "...?api_key=" and "Bearer " say what follows them.
bool AnnouncesSecret(std::string_view in_front) {
  for (const std::string_view scheme : {"Bearer ", "bearer ", "Basic ", "basic "}) {
    if (in_front.ends_with(scheme)) return true;
  }
  if (!in_front.ends_with('=')) return false;
  in_front.remove_suffix(1);
  const std::size_t begin = in_front.find_last_of("?&; ");
  return SoundsSecret(begin == std::string_view::npos ? in_front : in_front.substr(begin + 1));
}

/// What the places of one variable say about it.
class Evidence {
 public:
  void Add(const Sighting& sighting) {
    stands_alone_ |= sighting.slot.kind == SlotKind::kVariableWhole;
    secret_ |= SoundsSecret(sighting.key) || AnnouncesSecret(sighting.in_front);
    url_ |= sighting.in_front.ends_with("://") ||
            (sighting.in_front.empty() && SoundsLikeUrl(sighting.key));
    AddPair(sighting);
  }

  VariableType Type(std::string_view name) const {
    if (secret_ || IsSecretName(name)) return VariableType::kSecret;
    if (declared_ > 0 && numbers_ == declared_) return VariableType::kNumber;
    if (declared_ > 0 && booleans_ == declared_) return VariableType::kBoolean;
    if (url_ || SoundsLikeUrl(name)) return VariableType::kUrl;
    return declared_ == 0 && stands_alone_ ? TypeByName(name) : VariableType::kString;
  }

 private:
  // {"name":"api_key","value":"<<...>>"} tells by the name beside it, and a parameter of a tool by
  // the type that it declares.
  void AddPair(const Sighting& sighting) {
    const bool fixed = sighting.key == "fixed_value";
    if (!fixed && sighting.key != "value") return;
    secret_ |= SoundsSecret(sighting.holder.StringMember("name").value_or(""));
    const auto type = sighting.holder.StringMember("data_type");
    if (!fixed || !type || !sighting.whole) return;
    ++declared_;
    numbers_ += *type == "integer" || *type == "number";
    booleans_ += *type == "boolean";
  }

  bool secret_ = false;
  bool url_ = false;
  bool stands_alone_ = false;
  std::size_t declared_ = 0;  // parameters with a type, and those of them with such a one
  std::size_t numbers_ = 0;
  std::size_t booleans_ = 0;
};

bool IsReplaced(const Sighting& sighting, const Bindings& bindings) {
  if (!sighting.around) return false;
  return sighting.around->kind == SlotKind::kName ? !bindings.name.empty()
                                                  : !bindings.base_url.empty();
}

std::vector<VariableUses> Gather(const CompiledVersion& version, const Installation* installation,
                                 std::size_t most) {
  std::vector<VariableUses> all(version.variables.size());
  std::vector<Evidence> evidence(version.variables.size());
  std::size_t left = kMostListed;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    const CompiledResource& resource = version.resources[ordinal];
    if (std::none_of(resource.slots.begin(), resource.slots.end(), IsVariable)) continue;
    const bool listed = installation && Installs(version, *installation, ordinal);
    const auto document = json::Document::Parse(resource.text, json::kStoredDepth);
    if (!document) continue;
    ForEachSlot(resource, document->root(), [&](const SlotSighting& seen) {
      if (!IsVariable(seen.slot)) return;
      const Sighting sighting = AsVariable(seen);
      evidence[sighting.slot.index].Add(sighting);
      if (!listed || IsReplaced(sighting, installation->bindings)) return;
      VariableUses& uses = all[sighting.slot.index];
      ++uses.count;
      if (uses.uses.size() >= most || left == 0) return;
      --left;
      uses.uses.push_back(
          {ordinal, std::string(json::Shorten(sighting.path, kLongestPath)), sighting.whole});
    });
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].type = evidence[i].Type(version.variables[i].name);
  }
  return all;
}

}  // namespace

bool IsSecretName(std::string_view name) {
  return SoundsSecret(name);
}

std::vector<VariableUses> UsesOfVariables(const CompiledVersion& version,
                                          const Installation& installation, std::size_t most) {
  return Gather(version, &installation, most);
}

std::vector<VariableType> TypesOfVariables(const CompiledVersion& version) {
  std::vector<VariableType> types;
  for (const VariableUses& uses : Gather(version, nullptr, 0)) types.push_back(uses.type);
  return types;
}

}  // namespace imprint
