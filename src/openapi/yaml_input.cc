#include "openapi/yaml_input.h"

#include <algorithm>
#include <utility>

namespace imprint::openapi {
namespace {

// ':', '-' and '?' stand in many texts, and mean something only before white space or in brackets.
bool MayBeginNode(std::string_view text, std::size_t i) {
  constexpr std::string_view kAlways = "\n\r,[]{}&*!\"'|>%";
  constexpr std::string_view kBefore = " \t\n\r,[]{}\"'";
  const char c = text[i];
  if (kAlways.find(c) != kAlways.npos) return true;
  if (c != ':' && c != '-' && c != '?') return false;
  if (i + 1 == text.size() || kBefore.find(text[i + 1]) != kBefore.npos) return true;
  // {"key":value}
  return c == ':' && i > 0 && std::string_view("\"'}]").find(text[i - 1]) != std::string_view::npos;
}

std::size_t NodesIn(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t nodes = 0;
  for (std::size_t i = begin; i < end; ++i) nodes += MayBeginNode(text, i) ? 1 : 0;
  return nodes;
}

}  // namespace

std::size_t MostYamlNodes(std::string_view text) {
  return NodesIn(text, 0, text.size());
}

YamlInput::YamlInput(std::string_view text, std::function<void()> on_read)
    : text_(text), on_read_(std::move(on_read)) {
  char* begin = const_cast<char*>(text.data());  // a stream buffer asks for it; nothing writes
  setg(begin, begin, begin + text.size());
}

void YamlInput::Reached(std::size_t position) {
  const std::size_t to = std::min(position, counted_);
  if (to <= reached_) return;
  pending_ -= NodesIn(text_, reached_, to);
  reached_ = to;
}

void YamlInput::CountRead() {
  const auto read = static_cast<std::size_t>(gptr() - eback());
  pending_ += NodesIn(text_, counted_, read);
  counted_ = read;
}

std::streamsize YamlInput::xsgetn(char* to, std::streamsize count) {
  const std::streamsize got = std::streambuf::xsgetn(to, count);
  CountRead();
  on_read_();
  return got;
}

}  // namespace imprint::openapi
