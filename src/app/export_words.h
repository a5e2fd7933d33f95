#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace imprint {

/// Puts other texts in the places of words: of all words at once, in time that grows with the text
/// alone, whatever the words are. All words are added before the first is looked for.
class WordReplacer {
 public:
  /// Of one word, the first replacement stays. Empty words are none.
  void Add(std::string_view word, std::string replacement);
  /// The bytes of all words.
  std::size_t bytes() const { return nodes_.size() - 1; }

  /// Words that overlap are replaced together, by what stands for the longest of them.
  std::string InText(std::string text);
  /// In every string of a JSON document but keys, and numbers that are a word. Of an ObjectId, no
  /// part is replaced.
  std::string InDocument(std::string text);

 private:
  struct Node {  // of a trie: what leads to it are the first bytes of a word
    std::uint32_t parent = 0;
    std::uint32_t depth = 0;
    std::uint32_t longest_end = 0;  // the node of the longest other one that this one ends with
    std::uint32_t word = 0;         // the longest that ends here, from 1
    std::uint8_t byte = 0;
  };
  struct Word {
    std::uint32_t length = 0;
    std::string replacement;
  };
  std::uint32_t ChildOf(std::uint32_t node, char byte) const;
  std::uint32_t Step(std::uint32_t node, char byte) const;
  void Link();
  bool IsIn(std::string_view text) const;
  bool IsWord(std::string_view text) const;
  std::optional<std::string> Replaced(std::string_view text) const;

  std::vector<Node> nodes_{1};
  std::unordered_map<std::uint64_t, std::uint32_t> children_;
  std::vector<Word> words_;
  bool linked_ = true;
};

}  // namespace imprint
