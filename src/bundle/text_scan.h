#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/json/document.h"

namespace imprint {

/// A find inside a JSON string: [begin, end) are positions in the document's text.
struct TextFind {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  Id id;                 // of a 24-hex word, or
  std::string variable;  // the name of a <<placeholder>>
};

/// Every word of exactly 24 lower-case hex digits and every <<name>> in a string node, ascending.
/// Escapes are seen through: the finds' ranges cover them as they are written.
/// A name is a letter or underscore and up to 63 letters, digits, '_', '-' or '.'.
std::vector<TextFind> ScanString(json::Value string);

/// Those of `names` whose <<placeholder>> stands in a string of the value, keys aside.
std::set<std::string> PlaceholdersOf(json::Value value, const std::set<std::string>& names);

/// Tells the strings of a document apart in which ScanString finds nothing, by one look at all of
/// its text. To be asked of one value after another, as they stand there; of an object or array
/// before what is in it.
class TextMarks {
 public:
  explicit TextMarks(std::string_view text);
  /// False is sure.
  bool MayBeIn(const json::Node& value) {
    while (next_ < marks_.size() && marks_[next_] < value.begin) ++next_;
    return next_ < marks_.size() && marks_[next_] < value.end;
  }

 private:
  std::vector<std::uint32_t> marks_;  // ascending
  std::size_t next_ = 0;
};

}  // namespace imprint
