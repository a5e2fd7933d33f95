#pragma once

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace imprint::test {

/// A part of a JSON string, as it is written in a template.
struct Piece {
  enum class Kind { kText, kId, kVariable, kStack };
  Kind kind = Kind::kText;
  std::string text;      // raw JSON text, an id, or a variable's name
  bool escaped = false;  // an id whose first digit is written as an escape
};
using Pieces = std::vector<Piece>;

struct SlotMember;

/// A JSON value that knows what an install has to make of it, without the compiler's help.
struct SlotValue {
  enum class Kind { kToken, kString, kArray, kObject };
  Kind kind = Kind::kToken;
  std::string token;                           // of a kToken
  std::optional<std::string> installed_token;  // where an install writes another one
  Pieces pieces;                               // of a kString
  bool is_name = false;                        // of the integration
  std::vector<SlotMember> members;             // of an object, or, without keys, of an array
};

struct SlotMember {
  enum class In { kBoth, kTemplate, kInstalled };
  Pieces key;
  SlotValue value;
  In in = In::kBoth;
};

SlotValue Token(std::string token);
SlotValue Text(Pieces pieces);
SlotValue IdText(std::string id, Piece::Kind kind = Piece::Kind::kId, bool escaped = false);

/// The template's document, with white space of `random`'s choice between tokens.
std::string TemplateText(const SlotValue& value, std::mt19937& random);

/// What an install fills in.
struct Filling {
  std::map<std::string, std::string> ids;        // template's -> the account's; others stay
  std::map<std::string, std::string> variables;  // name -> JSON text; others stay
  std::string name;                              // empty: the template's
  std::string stack;                             // empty: the template's
};
std::string InstalledText(const SlotValue& value, const Filling& filling);

}  // namespace imprint::test
