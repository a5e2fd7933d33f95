#include "client/table.h"

#include <algorithm>
#include <utility>

#include "client/printable.h"

namespace imprint::client {
namespace {

constexpr std::size_t kWidest = 60;
constexpr std::size_t kGap = 2;

void AppendRow(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
               std::string& out) {
  const std::size_t begin = out.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += cells[i];
    out.append(widths[i] + kGap - WidthOf(cells[i]), ' ');
  }
  while (out.size() > begin && out.back() == ' ') out.pop_back();
  out += '\n';
}

}  // namespace

Table::Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

void Table::Add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = Fit(Printable(cell), kWidest);
  cells.resize(headings_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::Text(const std::string& indent) const {
  if (rows_.empty()) return {};
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    std::size_t width = headings_[i].size();
    for (const auto& row : rows_) width = std::max(width, WidthOf(row[i]));
    widths.push_back(width);
  }
  std::string out = indent;
  AppendRow(headings_, widths, out);
  for (const auto& row : rows_) {
    out += indent;
    AppendRow(row, widths, out);
  }
  return out;
}

}  // namespace imprint::client
