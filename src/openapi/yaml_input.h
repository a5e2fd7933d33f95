#pragma once

#include <cstddef>
#include <functional>
#include <streambuf>
#include <string_view>

namespace imprint::openapi {

/// How many characters of the text may begin a token of yaml-cpp's. Each may have a plain scalar
/// behind it, and nothing else begins one.
std::size_t MostYamlNodes(std::string_view text);

/// A YAML text as yaml-cpp reads it, without a copy. Knows how far the parser is behind: it keeps
/// the tokens of a line or of an outermost bracket until it knows whether that is a key.
class YamlInput : public std::streambuf {
 public:
  /// `text` must outlive this. `on_read` is called after each read and may throw to end the
  /// parsing.
  YamlInput(std::string_view text, std::function<void()> on_read);

  /// The parser has come to `position`, a byte of the text.
  void Reached(std::size_t position);
  /// How many nodes the parser may hold: of what was read and not reached.
  std::size_t pending() const { return pending_; }

 protected:
  std::streamsize xsgetn(char* to, std::streamsize count) override;

 private:
  void CountRead();

  const std::string_view text_;
  const std::function<void()> on_read_;
  std::size_t counted_ = 0;  // bytes of the text
  std::size_t reached_ = 0;
  std::size_t pending_ = 0;
};

}  // namespace imprint::openapi
