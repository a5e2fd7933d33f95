#include "openapi/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "base/json/text.h"
#include "openapi/limits.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

// Objects with more members than this get an index when they are first looked into.
constexpr std::size_t kIndexFrom = 16;
constexpr int kRefChain = 32;

// How many bytes of a raw JSON string belong together; the halves of a surrogate pair do.
std::size_t EscapeLength(std::string_view raw) {
  if (raw[0] != '\\') return 1;
  if (raw[1] != 'u') return 2;
  const bool pair = (raw[2] == 'd' || raw[2] == 'D') &&
                    (std::string_view("89abAB").find(raw[3]) != std::string_view::npos);
  return pair ? 12 : 6;
}

// The beginning of a raw JSON string, cut where neither an escape nor a character is broken.
std::string_view CutRaw(std::string_view raw, std::size_t max) {
  if (raw.size() <= max) return raw;
  std::size_t end = 0;
  for (std::size_t i = 0; i < max;) {
    i += EscapeLength(raw.substr(i));
    if (i < raw.size() && (static_cast<unsigned char>(raw[i]) & 0xc0) == 0x80) continue;
    if (i <= max) end = i;
  }
  return raw.substr(0, end);
}

int HexDigit(char c) {
  int value = -1;
  const auto [rest, error] = std::from_chars(&c, &c + 1, value, 16);
  return error == std::errc() ? value : -1;
}

// One token of a JSON pointer inside of a URI fragment: "%7Bid%7D", "~1pets".
std::string DecodeToken(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    char c = token[i];
    if (c == '%' && i + 2 < token.size()) {
      const int high = HexDigit(token[i + 1]);
      const int low = HexDigit(token[i + 2]);
      if (high >= 0 && low >= 0) {
        c = static_cast<char>(high * 16 + low);
        i += 2;
      }
    }
    if (!out.empty() && out.back() == '~' && (c == '0' || c == '1')) {
      out.back() = c == '0' ? '\0' : '/';
    } else {
      out += c;
    }
  }
  // "~01" is "~1": the tilde made last could otherwise be taken for another escape.
  for (char& c : out) c = c == '\0' ? '~' : c;
  return out;
}

std::optional<std::uint32_t> Number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

bool Source::Spend(std::uint64_t steps) {
  steps_ = steps < steps_ ? steps_ - steps : 0;
  return steps_ > 0;
}

const Source::Index* Source::IndexOf(json::Value object) {
  const auto found = indexes_.find(object.index());
  if (found != indexes_.end()) return &found->second;
  std::size_t count = 0;
  bool escaped = false;  // such keys are slow to compare
  const auto& nodes = document_.nodes();
  const std::uint32_t end = object.node().next;
  for (std::uint32_t key = object.index() + 1; key < end && count <= kIndexFrom; ++count) {
    escaped |= nodes[key].escaped;
    key = nodes[key + 1].next;
  }
  if (count <= kIndexFrom && !escaped) return nullptr;
  Index& index = indexes_[object.index()];
  Members(object, [&](const std::string& key, json::Value value) {
    index.emplace_back(std::hash<std::string_view>()(key), value.index());
  });
  std::sort(index.begin(), index.end());
  return &index;
}

json::Value Source::Get(json::Value object, std::string_view key) {
  if (!IsObject(object) || !Spend(1)) return {};
  if (const Index* index = IndexOf(object)) {
    const std::size_t hash = std::hash<std::string_view>()(key);
    auto at = std::lower_bound(index->begin(), index->end(), std::pair(hash, std::uint32_t{0}));
    for (; at != index->end() && at->first == hash; ++at) {
      // An object's values lie right behind their keys.
      const json::Value name(&document_, at->second - 1);
      if (name.Is(key)) return json::Value(&document_, at->second);
    }
    return {};
  }
  return object[key];
}

std::string Source::Text(json::Value object, std::string_view key, std::size_t max) {
  return TextOf(Get(object, key), max);
}

std::string Source::TextOf(json::Value value, std::size_t max) {
  if (!IsString(value)) return {};
  // Six bytes can stand for one; some white space is trimmed away.
  const std::string_view raw = CutRaw(value.raw(), 6 * max + 64);
  return Spend(1 + raw.size() / 64) ? Shorten(json::Unescape(raw), max) : std::string();
}

bool Source::IsTrue(json::Value object, std::string_view key) {
  const json::Value value = Get(object, key);
  return value.valid() && value.is_true();
}

json::Value Source::Follow(json::Value value, std::string& problem) {
  for (int i = 0; i < kRefChain; ++i) {
    const json::Value ref = Get(value, "$ref");
    if (!IsString(ref)) return value;
    value = Resolve(TextOf(ref, kUrlBytes), problem);
    if (!value.valid()) return {};
  }
  problem = "is a reference that leads to itself";
  return {};
}

json::Value Source::Resolve(std::string_view ref, std::string& problem) {
  const std::string shown = Shorten(ref, 120);
  if (!ref.starts_with("#")) {
    problem = fmt::format("refers to \"{}\" outside of the document, which is not read", shown);
    return {};
  }
  const auto known = resolved_.find(std::string(ref));
  const json::Value found = known != resolved_.end()
                                ? known->second
                                : (resolved_[std::string(ref)] = Walk(ref.substr(1)));
  if (!found.valid()) problem = fmt::format("refers to \"{}\", which is not there", shown);
  return found;
}

json::Value Source::Walk(std::string_view pointer) {
  json::Value at = root();
  while (!pointer.empty() && at.valid()) {
    if (pointer.front() != '/') return {};
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const std::string token = DecodeToken(pointer.substr(0, end));
    pointer.remove_prefix(end);
    if (!at.is_array()) {
      at = Get(at, token);
      continue;
    }
    const auto wanted = Number(token);
    json::Value item;
    std::uint32_t position = 0;
    Items(at, [&](json::Value each) {
      if (wanted && position++ == *wanted) item = each;
    });
    at = item;
  }
  return at;
}

}  // namespace imprint::openapi
