#include "base/json/quick_parser.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/json/grammar.h"
#include "base/json/special.h"

namespace imprint::json {
namespace {

constexpr std::size_t kDeepest = 1000;  // simdjson, which judges what is left, goes little further
constexpr std::size_t kSlack = 16;      // behind the text, for words that are read over its end

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool IsInNumber(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

bool IsEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
    case 'u':
      return true;
    default:
      return false;
  }
}

// Up to the next special byte of a string or the end of the input.
[[gnu::always_inline]] inline void CopyPlain(const char*& in, const char* end, char*& out) {
#ifdef __SSE2__
  while (end - in >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
    const std::uint32_t special = SpecialsOf(bytes);
    const int plain = special == 0 ? 16 : std::countr_zero(special);
    in += plain;
    out += plain;
    if (special != 0) return;
  }
#endif
  while (in < end && !IsSpecial(*in)) *out++ = *in++;
}

std::uint64_t Load8(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, 8);
  return word;
}

// Of a key from whose beginning on 8 bytes can be read. Equal keys have equal hashes, and others
// hardly ever.
[[gnu::always_inline]] inline std::uint64_t HashOf(const char* key, std::size_t size) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  constexpr std::uint64_t kOther = 0xD6E8FEB86659FD93;
  if (size == 0) return 0;
  if (size < 8) {
    // The bytes behind the key are not of it.
    const std::uint64_t others = 64 - 8 * size;
    const std::uint64_t word = Load8(key);
    return (std::endian::native == std::endian::little ? word << others : word >> others) * kOdd +
           size;
  }
  std::uint64_t hash = size;
  for (; size > 8; key += 8, size -= 8) hash = (hash ^ Load8(key)) * kOther + (hash >> 31);
  return (hash ^ Load8(key + size - 8)) * kOdd;
}

// Whether two of the hashes behind `first` are equal: then the keys have to be looked at.
bool MayRepeat(std::vector<std::uint64_t>& hashes, std::size_t first) {
  constexpr std::size_t kFew = 24;
  const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(first);
  if (hashes.size() - first > kFew) {
    std::sort(begin, hashes.end());
    return std::adjacent_find(begin, hashes.end()) != hashes.end();
  }
  for (auto one = begin; one != hashes.end(); ++one) {
    for (auto other = begin; other != one; ++other) {
      if (*one == *other) return true;
    }
  }
  return false;
}

/// An object or array that is not closed yet.
struct OpenNode {
  std::size_t node;
  std::size_t first_key;  // of an object, in the hashes
  char close;
};

class Reader {
 public:
  Reader(std::string_view bytes, char* text, std::size_t max_depth, std::size_t max_values,
         std::vector<Node>& nodes)
      : in_(bytes.data()),
        end_(in_ + bytes.size()),
        text_(text),
        out_(text),
        max_depth_(max_depth),
        max_values_(max_values),
        nodes_(nodes) {}

  bool Run() {
    if (Next() != '{' && Next() != '[') return false;
    do {
      if (!Value() || !Behind()) return false;
    } while (!open_.empty());
    Next();
    return in_ == end_;
  }
  std::size_t size() const { return static_cast<std::size_t>(out_ - text_); }

 private:
  // The next byte that is no space, or 0 at the end.
  [[gnu::always_inline]] char Next() {
    while (in_ < end_ && IsSpace(*in_)) ++in_;
    return in_ < end_ ? *in_ : '\0';
  }
  [[gnu::always_inline]] void Copy() { *out_++ = *in_++; }
  std::uint32_t Position() const { return static_cast<std::uint32_t>(out_ - text_); }

  // Reads a scalar, or goes into what is no scalar as far as its first value or its end.
  [[gnu::always_inline]] bool Value() {
    while (true) {
      switch (Next()) {
        case '"':
          return String();
        case '{':
          if (!Open(Type::kObject, '}')) return false;
          if (Next() == '}') return true;
          if (!Key()) return false;
          break;
        case '[':
          if (!Open(Type::kArray, ']')) return false;
          if (Next() == ']') return true;
          break;
        case 't':
          return Word("true", Type::kBool);
        case 'f':
          return Word("false", Type::kBool);
        case 'n':
          return Word("null", Type::kNull);
        default:
          return Number();
      }
    }
  }

  // Closes what ends behind a value, and goes to where the next one stands.
  [[gnu::always_inline]] bool Behind() {
    while (!open_.empty()) {
      const char behind = Next();
      if (behind == ',') {
        Copy();
        return open_.back().close == ']' || Key();
      }
      if (behind != open_.back().close || !Close()) return false;
    }
    return true;
  }

  bool Open(Type type, char close) {
    if (open_.size() >= max_depth_) return false;
    open_.push_back({nodes_.size(), keys_.size(), close});
    if (!Add(type, Position(), 0, false)) return false;
    Copy();
    return true;
  }

  bool Close() {
    const OpenNode& open = open_.back();
    if (open.close == '}') {
      if (MayRepeat(keys_, open.first_key)) return false;
      keys_.resize(open.first_key);
    }
    Copy();
    nodes_[open.node].end = Position();
    nodes_[open.node].next = static_cast<std::uint32_t>(nodes_.size());
    open_.pop_back();
    return true;
  }

  [[gnu::always_inline]] bool Key() {
    if (Next() != '"') return false;
    const char* key = in_ + 1;
    if (!String()) return false;
    const Node& node = nodes_.back();
    if (node.escaped) return false;
    // The copy has room behind it, but was only just written.
    if (end_ - key < 8) key = text_ + node.begin;
    keys_.push_back(HashOf(key, node.end - node.begin));
    if (Next() != ':') return false;
    Copy();
    return true;
  }

  [[gnu::always_inline]] bool String() {
    Copy();
    const std::uint32_t begin = Position();
    CopyPlain(in_, end_, out_);
    const bool escaped = in_ < end_ && *in_ == '\\';
    if (escaped && !RestOfEscaped(begin)) return false;
    if (in_ == end_ || *in_ != '"') return false;
    const std::uint32_t end = Position();
    Copy();
    return Add(Type::kString, begin, end, escaped);
  }

  // From the first escape of a string on.
  bool RestOfEscaped(std::uint32_t begin) {
    bool has_units = false;
    for (; in_ < end_ && *in_ == '\\'; CopyPlain(in_, end_, out_)) {
      if (end_ - in_ < 2 || !IsEscape(in_[1])) return false;
      has_units |= in_[1] == 'u';
      Copy();
      Copy();
    }
    return !has_units || AreEscapesValid({text_ + begin, Position() - begin});
  }

  bool Number() {
    const std::uint32_t begin = Position();
    while (in_ < end_ && IsInNumber(*in_)) Copy();
    const std::uint32_t end = Position();
    return IsNumber({text_ + begin, end - begin}) && Add(Type::kNumber, begin, end, false);
  }

  bool Word(std::string_view word, Type type) {
    if (!std::string_view(in_, static_cast<std::size_t>(end_ - in_)).starts_with(word)) {
      return false;
    }
    const std::uint32_t begin = Position();
    out_ += word.copy(out_, word.size());
    in_ += word.size();
    return Add(type, begin, Position(), false);
  }

  [[gnu::always_inline]] bool Add(Type type, std::uint32_t begin, std::uint32_t end, bool escaped) {
    if (nodes_.size() == max_values_) return false;
    nodes_.push_back({begin, end, static_cast<std::uint32_t>(nodes_.size() + 1), type, escaped});
    return true;
  }

  const char* in_;
  const char* const end_;
  char* const text_;
  char* out_;
  const std::size_t max_depth_;
  const std::size_t max_values_;
  std::vector<Node>& nodes_;
  std::vector<OpenNode> open_;
  std::vector<std::uint64_t> keys_;  // hashes, of all objects that are open
};

}  // namespace

bool ParseQuickly(std::string_view bytes, std::size_t max_depth, std::size_t max_values,
                  std::string& text, std::vector<Node>& nodes) {
  constexpr std::size_t kMostReserved = 4096;
  nodes.reserve(std::min(bytes.size() / 12 + 16, kMostReserved));
  text.resize(bytes.size() + kSlack);
  Reader reader(bytes, text.data(), std::min(max_depth, kDeepest), max_values, nodes);
  const bool taken = reader.Run();
  text.resize(reader.size());
  return taken;
}

}  // namespace imprint::json
