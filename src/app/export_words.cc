#include "app/export_words.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/id.h"
#include "base/json/document.h"
#include "base/json/edit.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"

namespace imprint {
namespace {

std::uint64_t EdgeOf(std::uint32_t node, char byte) {
  return std::uint64_t{node} << 8 | static_cast<std::uint8_t>(byte);
}

}  // namespace

// This is the automaton of Aho and Corasick.
void WordReplacer::Add(std::string_view word, std::string replacement) {
  if (word.empty()) return;
  std::uint32_t node = 0;
  for (const char byte : word) {
    const auto fresh = static_cast<std::uint32_t>(nodes_.size());
    const auto [child, added] = children_.try_emplace(EdgeOf(node, byte), fresh);
    if (added) {
      nodes_.push_back({node, nodes_[node].depth + 1, 0, 0, static_cast<std::uint8_t>(byte)});
    }
    node = child->second;
  }
  Node& end = nodes_[node];
  const bool known = end.word > 0 && words_[end.word - 1].length == word.size();
  if (known) return;
  words_.push_back({static_cast<std::uint32_t>(word.size()), std::move(replacement)});
  end.word = static_cast<std::uint32_t>(words_.size());
  linked_ = false;
}

std::uint32_t WordReplacer::ChildOf(std::uint32_t node, char byte) const {
  const auto child = children_.find(EdgeOf(node, byte));
  return child == children_.end() ? 0 : child->second;
}

std::uint32_t WordReplacer::Step(std::uint32_t node, char byte) const {
  for (;; node = nodes_[node].longest_end) {
    const std::uint32_t child = ChildOf(node, byte);
    if (child > 0 || node == 0) return child;
  }
}

void WordReplacer::Link() {
  if (std::exchange(linked_, true)) return;
  std::vector<std::uint32_t> by_depth(nodes_.size());
  std::iota(by_depth.begin(), by_depth.end(), 0);
  std::stable_sort(by_depth.begin(), by_depth.end(),
                   [&](auto a, auto b) { return nodes_[a].depth < nodes_[b].depth; });
  for (const std::uint32_t index : by_depth) {
    Node& node = nodes_[index];
    const bool deep = node.depth > 1;
    node.longest_end =
        deep ? Step(nodes_[node.parent].longest_end, static_cast<char>(node.byte)) : 0;
    if (node.word == 0) node.word = nodes_[node.longest_end].word;
  }
}

bool WordReplacer::IsIn(std::string_view text) const {
  std::uint32_t node = 0;
  return std::any_of(text.begin(), text.end(), [&](char byte) {
    node = Step(node, byte);
    return nodes_[node].word > 0;
  });
}

bool WordReplacer::IsWord(std::string_view text) const {
  std::uint32_t node = 0;
  for (const char byte : text) node = Step(node, byte);
  const std::uint32_t word = nodes_[node].word;
  return word > 0 && words_[word - 1].length == text.size();
}

std::optional<std::string> WordReplacer::Replaced(std::string_view text) const {
  struct Range {
    std::size_t begin;
    std::size_t end;
    std::uint32_t word;
  };
  std::vector<Range> ranges;
  std::uint32_t node = 0;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    node = Step(node, text[end - 1]);
    if (nodes_[node].word == 0) continue;
    Range range{end - words_[nodes_[node].word - 1].length, end, nodes_[node].word};
    while (!ranges.empty() && ranges.back().end > range.begin) {
      const Range& before = ranges.back();
      if (words_[before.word - 1].length >= words_[range.word - 1].length) range.word = before.word;
      range.begin = std::min(range.begin, before.begin);
      ranges.pop_back();
    }
    ranges.push_back(range);
  }
  if (ranges.empty()) return std::nullopt;
  std::string replaced;
  std::size_t at = 0;
  for (const Range& range : ranges) {
    replaced.append(text.substr(at, range.begin - at)).append(words_[range.word - 1].replacement);
    at = range.end;
  }
  return replaced.append(text.substr(at));
}

std::string WordReplacer::InText(std::string text) {
  Link();
  auto replaced = Replaced(text);
  return replaced ? std::move(*replaced) : text;
}

std::string WordReplacer::InDocument(std::string text) {
  if (words_.empty()) return text;
  Link();
  // Without escapes a string stands there as it is.
  if (text.find('\\') == std::string::npos && !IsIn(text)) return text;
  const auto document = json::Document::Parse(text, json::kStoredDepth);
  if (!document) return text;
  std::vector<json::Edit> edits;
  const auto visit = [&](auto& self, json::Value value) -> void {
    value.ForEachMember([&](json::Value, json::Value child) { self(self, child); });
    value.ForEachItem([&](json::Value child) { self(self, child); });
    const bool number = value.type() == json::Type::kNumber;
    if (!value.is_string() && !number) return;
    const std::string whole = value.is_string() ? value.string() : std::string(value.token());
    auto replaced = Replaced(whole);
    if (!replaced) return;
    const bool is_word = IsWord(whole);
    if (number && !is_word) return;
    // The digits of an id may be those of a word.
    if (!is_word && Id::FromObjectIdText(whole)) return;
    if (number) {
      edits.push_back({value.node().begin, value.node().end, json::Quote(*replaced)});
      return;
    }
    std::string escaped;
    json::AppendEscaped(escaped, *replaced);
    edits.push_back({value.node().begin, value.node().end, std::move(escaped)});
  };
  visit(visit, document->root());
  return json::ApplyEdits(document->text(), edits);
}

}  // namespace imprint
