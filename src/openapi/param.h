#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "openapi/tool.h"

namespace imprint::openapi {

/// Turns schemas into parameters, noting what is lost.
class ParamMaker {
 public:
  /// `place` names the operation in notes; a tool may still get `room` parameters, nested ones too.
  ParamMaker(Context& context, std::string place, Room& room)
      : context_(context), place_(std::move(place)), room_(room) {}

  /// A parameter with the schemas' type; `description` wins over theirs when it is not empty.
  /// `where` names it in notes: "body `a.b`".
  Param Make(const std::string& where, std::string name, std::string description, bool required,
             const std::vector<json::Value>& schemas);

  /// The same from what was read already.
  Param FromShape(const std::string& where, std::string name, std::string description,
                  bool required, const Shape& shape);

  /// The members of an object's shape that a request may hold, in the document's order.
  /// `inside`: the sources of the schemas around it and of itself.
  std::vector<Param> Members(const std::string& where, const Shape& shape,
                             std::vector<std::uint32_t> inside, std::size_t depth);

  void Note(std::string_view where, std::string_view what);

 private:
  Param Fill(const std::string& where, std::string name, std::string description, bool required,
             const Shape& shape, std::vector<std::uint32_t> inside, std::size_t depth);
  void NoteLosses(const std::string& where, const Shape& shape);
  void Nest(Param& param, const std::string& where, const Shape& shape,
            std::vector<std::uint32_t> inside, std::size_t depth);
  std::string Describe(const std::string& where, const Shape& shape, std::string text);
  std::vector<std::string> Facts(const std::string& where, const Shape& shape);
  std::string ChoicesText(const Shape& shape);
  std::string ListText(const std::string& where, const Shape& shape);
  void Fix(Param& param, const Shape& shape);

  Context& context_;
  std::string place_;
  Room& room_;
};

/// "body `a`" + "b" -> "body `a.b`", and "body" + "b" -> "body `b`".
std::string Under(const std::string& where, std::string_view name);

/// True when a literal can be the fixed value of a parameter of that kind.
bool IsFixable(json::Value value, Kind kind);

}  // namespace imprint::openapi
