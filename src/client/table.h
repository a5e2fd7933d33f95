#pragma once

#include <string>
#include <vector>

namespace imprint::client {

/// Rows under headings, in aligned columns. What a cell may hold is anyone's text: it is made
/// printable, and cut where it would be too wide.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);

  /// As many cells as there are headings.
  void Add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  /// Each line begins with `indent` and ends with a line break; nothing where there is no row.
  std::string Text(const std::string& indent = "") const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace imprint::client
