#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json/document.h"
#include "surface/http/message.h"

namespace imprint::integrator {

/// The `include` and `exclude` of a list request: which fields of each document are answered.
class Projection {
 public:
  /// kInvalidQuery when both are given, or a character is outside letters, digits, '.', '_', ','.
  /// Empty values are ignored. `always` are fields that an include keeps.
  static Result<Projection> FromQuery(const http::Request& request,
                                      std::initializer_list<std::string_view> always);

  bool empty() const { return mode_ == Mode::kAll; }
  /// Appends the projected document.
  void Apply(const json::Document& document, std::string& out) const;

 private:
  enum class Mode { kAll, kInclude, kExclude };
  struct Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> fields;
    bool leaf = false;
    Node* Child(std::string_view name) const;
  };

  void Add(std::string_view dotted_path);
  void Write(json::Value value, const Node& node, std::string& out) const;
  bool Keeps(const Node* child) const;

  Mode mode_ = Mode::kAll;
  std::shared_ptr<Node> root_ = std::make_shared<Node>();
};

}  // namespace imprint::integrator
