#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/document.h"
#include "model/model.h"

namespace imprint {

/// What becomes of a reference when a template is installed.
enum class ReferencePolicy : std::uint8_t {
  kRemap,    // rewritten to the id in the account
  kDrop,     // server managed: left out
  kKeep,     // points to a catalogue that all accounts share: copied
  kLenient,  // rewritten when its target is in the bundle, else copied and reported
  kDefine,   // not a reference: the id of something embedded, which gets a fresh one
};

/// What becomes of a remapped reference whose target is not in the bundle.
enum class MissingTarget : std::uint8_t {
  kOmitField,  // left out and reported
  kOmitItem,   // the array element that holds it is left out and reported
  kRefuse,     // the resource cannot work without it: the bundle is refused
};

struct ReferenceRule {
  Model model;
  std::string_view path;
  std::string_view target;  // a model's name, "*" for any, or something outside of bundles
  ReferencePolicy policy;
  MissingTarget missing = MissingTarget::kOmitField;
};

inline constexpr std::string_view kFlowGrouping = "FlowGrouping";
inline constexpr std::string_view kStack = "Stack";

/// The catalogue of all reference fields (reference_table.cc).
std::span<const ReferenceRule> ReferenceRules();

/// A set of paths in the grammar of ReferenceRule, to be followed step by step beside a document.
template <typename Rule>
class PathTree {
 public:
  struct Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> fields;
    std::unique_ptr<Node> any_field;
    std::unique_ptr<Node> items;
    const Rule* rule = nullptr;

    /// The node under a field; null when no path goes there.
    const Node* Field(std::string_view name) const {
      for (const auto& [key, node] : fields) {
        if (key == name) return node.get();
      }
      return any_field.get();
    }
  };

  void Add(std::string_view path, const Rule* rule);
  const Node& root() const { return root_; }

 private:
  Node root_;
};

using ReferenceTree = PathTree<ReferenceRule>;
using ReferenceNode = ReferenceTree::Node;

/// The rules of one model.
const ReferenceNode& ReferencesOf(Model model);

/// A reference found in a document.
struct FoundReference {
  const ReferenceRule* rule = nullptr;
  std::string path;   // with indexes: "pageGenerators[0]._exportId"
  std::string value;  // the string that stands there
};

/// Every non-empty string in a reference field of `document`, in document order.
std::vector<FoundReference> FindReferences(Model model, const json::Document& document);

/// True for top-level fields that the server alone sets; they never come from outside.
bool IsServerManaged(std::string_view field);

/// True when a value at `path` (fields and keys only, no indexes) of that model is a credential.
struct SecretRule {
  std::string_view path;
};
using SecretTree = PathTree<SecretRule>;
using SecretNode = SecretTree::Node;
const SecretNode& SecretsOf(Model model);

/// What stands in a document where a secret is kept elsewhere.
inline constexpr std::string_view kSecretMask = "******";

// ---- implementation of the template ----

template <typename Rule>
void PathTree<Rule>::Add(std::string_view path, const Rule* rule) {
  Node* at = &root_;
  const auto descend = [](std::unique_ptr<Node>& child) {
    if (!child) child = std::make_unique<Node>();
    return child.get();
  };
  while (!path.empty()) {
    if (path.starts_with("[]")) {
      at = descend(at->items);
      path.remove_prefix(2);
    } else {
      const std::size_t end = std::min(path.find_first_of(".["), path.size());
      const std::string_view name = path.substr(0, end);
      path.remove_prefix(end);
      if (name == "*") {
        at = descend(at->any_field);
      } else if (const Node* known = at->Field(name); known && known != at->any_field.get()) {
        at = const_cast<Node*>(known);
      } else {
        at = at->fields.emplace_back(name, std::make_unique<Node>()).second.get();
      }
    }
    if (path.starts_with(".")) path.remove_prefix(1);
  }
  at->rule = rule;
}

}  // namespace imprint
