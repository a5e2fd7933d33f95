#include "app/secret_values.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/json/document.h"
#include "base/json/edit.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/references.h"

namespace imprint {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;  // of all values: what the automaton is made of

// What a value is where it stands inside of a string; "" for what is no secret.
std::string TextOf(const std::string& value) {
  const auto document = json::Document::Parse(value, json::kStoredDepth);
  if (!document) return {};
  const json::Value root = document->root();
  if (root.is_string()) return root.string();
  return root.type() == json::Type::kNumber ? std::string(root.raw()) : std::string();
}

bool MayHaveSecrets(const Bindings& bindings) {
  for (const auto& [name, value] : bindings.variables) {
    if (value.size() >= SecretValues::kShortest) return true;
  }
  return false;
}

}  // namespace

SecretValues::SecretValues(const CompiledVersion& version, const Bindings& bindings)
    : SecretValues(version, bindings,
                   MayHaveSecrets(bindings) ? TypesOfVariables(version)
                                            : std::vector<VariableType>()) {}

SecretValues::SecretValues(const CompiledVersion& version, const Bindings& bindings,
                           const std::vector<VariableType>& types) {
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] != VariableType::kSecret) continue;
    const auto bound = bindings.variables.find(version.variables[i].name);
    if (bound != bindings.variables.end()) Add(TextOf(bound->second));
  }
  AddLinks();
}

std::string SecretValues::Masked(std::string json) const {
  if (nodes_.empty()) return json;
  const auto document = json::Document::Parse(json, json::kStoredDepth);
  if (!document) return json::Quote(kSecretMask);
  std::vector<json::Edit> edits;
  const std::string_view all = document->text();
  for (const json::Node& node : document->nodes()) {
    const std::string_view raw = all.substr(node.begin, node.end - node.begin);
    if (node.type == json::Type::kNumber) {
      if (MaskedText(raw) != raw) edits.push_back({node.begin, node.end, json::Quote(kSecretMask)});
    } else if (node.type == json::Type::kString) {
      const std::string text = node.escaped ? json::Unescape(raw) : std::string(raw);
      const std::string masked = MaskedText(text);
      if (masked == text) continue;
      std::string escaped;
      json::AppendEscaped(escaped, masked);
      edits.push_back({node.begin, node.end, std::move(escaped)});
    }
  }
  return edits.empty() ? std::move(json) : json::ApplyEdits(all, edits);
}

void SecretValues::Add(const std::string& value) {
  if (value.size() < kShortest) return;
  if (nodes_.empty()) nodes_.emplace_back();
  too_many_ |= nodes_.size() + value.size() > kMostBytes;
  if (too_many_) return;
  std::uint32_t at = 0;
  for (const char byte : value) {
    std::uint32_t child = Child(at, byte);
    if (child == 0) {
      child = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({byte, 0, nodes_[at].child, 0, 0});
      nodes_[at].child = child;
    }
    at = child;
  }
  nodes_[at].longest = static_cast<std::uint32_t>(value.size());
}

// From short texts to long ones, for a node's link is shorter than it.
void SecretValues::AddLinks() {
  if (nodes_.empty()) return;
  std::deque<std::uint32_t> waiting = {0};
  while (!waiting.empty()) {
    const std::uint32_t at = waiting.front();
    waiting.pop_front();
    for (std::uint32_t child = nodes_[at].child; child != 0; child = nodes_[child].sibling) {
      Node& node = nodes_[child];
      if (at != 0) node.link = Next(nodes_[at].link, node.byte);
      if (node.longest == 0) node.longest = nodes_[node.link].longest;
      waiting.push_back(child);
    }
  }
}

std::uint32_t SecretValues::Child(std::uint32_t node, char byte) const {
  std::uint32_t child = nodes_[node].child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].sibling;
  return child;
}

std::uint32_t SecretValues::Next(std::uint32_t node, char byte) const {
  for (;; node = nodes_[node].link) {
    const std::uint32_t child = Child(node, byte);
    if (child != 0 || node == 0) return child;
  }
}

// Values that overlap become one mask, so that no rest of either stays.
std::string SecretValues::MaskedText(std::string_view text) const {
  if (too_many_) return std::string(text.size() < kShortest ? text : kSecretMask);
  if (nodes_.empty()) return std::string(text);
  std::vector<std::pair<std::size_t, std::size_t>> found;  // [begin, end), apart, ascending
  std::uint32_t at = 0;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    at = Next(at, text[end - 1]);
    if (nodes_[at].longest == 0) continue;
    std::size_t begin = end - nodes_[at].longest;
    while (!found.empty() && found.back().second > begin) {
      begin = std::min(begin, found.back().first);
      found.pop_back();
    }
    found.emplace_back(begin, end);
  }
  std::string masked;
  std::size_t copied = 0;
  for (const auto& [begin, end] : found) {
    masked.append(text.substr(copied, begin - copied)).append(kSecretMask);
    copied = end;
  }
  return masked.append(text.substr(copied));
}

}  // namespace imprint
