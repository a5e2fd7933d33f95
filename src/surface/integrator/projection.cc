#include "surface/integrator/projection.h"

#include <algorithm>
#include <cctype>

namespace imprint::integrator {
namespace {

bool IsPathList(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == ',';
  });
}

// Calls `visit` with each non-empty part between separators.
template <typename Visit>
void ForEachPart(std::string_view text, char separator, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

Projection::Node* Projection::Node::Child(std::string_view name) const {
  for (const auto& [key, node] : fields) {
    if (key == name) return node.get();
  }
  return nullptr;
}

Result<Projection> Projection::FromQuery(const http::Request& request,
                                         std::initializer_list<std::string_view> always) {
  const std::string* include = request.Query("include");
  const std::string* exclude = request.Query("exclude");
  const bool includes = include && !include->empty();
  const bool excludes = exclude && !exclude->empty();
  if (includes && excludes) {
    return Fail(ErrorCode::kInvalidQuery, "include and exclude cannot be used together.",
                "include");
  }
  Projection projection;
  if (!includes && !excludes) return projection;
  const std::string& paths = includes ? *include : *exclude;
  if (!IsPathList(paths)) {
    return Fail(ErrorCode::kInvalidQuery,
                "Only letters, digits, '.', '_' and ',' may stand in a list of fields.",
                includes ? "include" : "exclude");
  }
  projection.mode_ = includes ? Mode::kInclude : Mode::kExclude;
  ForEachPart(paths, ',', [&](std::string_view path) { projection.Add(path); });
  if (includes) {
    for (const std::string_view field : always) projection.Add(field);
  }
  return projection;
}

void Projection::Add(std::string_view dotted_path) {
  Node* at = root_.get();
  ForEachPart(dotted_path, '.', [&](std::string_view name) {
    Node* child = at->Child(name);
    if (!child) {
      child = at->fields.emplace_back(name, std::make_unique<Node>()).second.get();
    }
    at = child;
  });
  at->leaf = true;
}

bool Projection::Keeps(const Node* child) const {
  if (mode_ == Mode::kInclude) return child != nullptr;
  return child == nullptr || !child->leaf;
}

void Projection::Apply(const json::Document& document, std::string& out) const {
  if (empty()) {
    out += document.text();
  } else {
    Write(document.root(), *root_, out);
  }
}

void Projection::Write(json::Value value, const Node& node, std::string& out) const {
  if (value.is_array()) {
    out += '[';
    bool first = true;
    value.ForEachItem([&](json::Value item) {
      if (!first) out += ',';
      first = false;
      Write(item, node, out);
    });
    out += ']';
    return;
  }
  if (!value.is_object()) {
    out += value.token();
    return;
  }
  out += '{';
  bool first = true;
  std::string scratch;
  value.ForEachMember([&](json::Value key, json::Value child) {
    const Node* next = node.Child(key.StringIn(scratch));
    if (!Keeps(next)) return;
    if (!first) out += ',';
    first = false;
    out += key.token();
    out += ':';
    if (!next || next->leaf) {
      out += child.token();
    } else {
      Write(child, *next, out);
    }
  });
  out += '}';
}

}  // namespace imprint::integrator
