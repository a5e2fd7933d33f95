#include "base/json/pretty.h"

namespace imprint::json {
namespace {

void NewLine(std::size_t depth, std::string& out) {
  out += '\n';
  out.append(2 * depth, ' ');
}

void Write(Value value, std::size_t depth, std::string& out) {
  const bool object = value.is_object();
  if (!object && !value.is_array()) {
    out += value.token();
    return;
  }
  out += object ? '{' : '[';
  bool empty = true;
  const auto begin = [&] {
    if (!empty) out += ',';
    empty = false;
    NewLine(depth + 1, out);
  };
  value.ForEachMember([&](Value key, Value child) {
    begin();
    out += key.token();
    out += ": ";
    Write(child, depth + 1, out);
  });
  value.ForEachItem([&](Value child) {
    begin();
    Write(child, depth + 1, out);
  });
  if (!empty) NewLine(depth, out);
  out += object ? '}' : ']';
}

}  // namespace

std::string Pretty(Value value) {
  std::string out;
  Write(value, 0, out);
  return out;
}

}  // namespace imprint::json
