#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/json/document.h"
#include "openapi/source.h"

namespace imprint::openapi {

enum class Kind : std::uint8_t {
  kAny,
  kNull,
  kString,
  kInteger,
  kNumber,
  kBoolean,
  kArray,
  kObject
};

/// The JSON Schema name of a kind; "any" where it has none.
std::string_view NameOf(Kind kind);

struct Property {
  std::string name;
  std::vector<json::Value> schemas;  // all of them hold
};

/// What one or more schemas that all hold say together, references and allOf resolved, one variant
/// of oneOf and anyOf taken. Properties stay schemas, to be read in turn.
struct Shape {
  Kind kind = Kind::kAny;
  std::string description;
  std::string format;
  std::vector<Property> properties;
  std::unordered_set<std::string> required;
  std::vector<json::Value> choices;  // const or enum, without null; empty: no such limit
  bool more_choices = false;         // than `choices` holds
  bool nullable = false;
  json::Value fallback;  // "default"
  json::Value items;
  bool read_only = false;
  bool deprecated = false;
  bool open = false;                   // further members are described
  bool recursive = false;              // leads back to a schema that it is inside of
  std::vector<std::uint32_t> sources;  // the schemas that were read
  std::vector<std::string> losses;     // what this form cannot say, as ends of a sentence

  /// The one value that is allowed; invalid when there are more.
  json::Value Only() const {
    return choices.size() == 1 && !more_choices && !nullable ? choices.front() : json::Value();
  }
};

/// Reads schemas. `inside` holds the sources of the schemas around the one that is read.
class ShapeReader {
 public:
  explicit ShapeReader(Source& source) : source_(source) {}

  Shape Read(const std::vector<json::Value>& schemas,
             const std::vector<std::uint32_t>& inside = {});

 private:
  struct Reading;

  void Collect(Reading& reading, json::Value schema, std::size_t depth);
  void OwnKeywords(Reading& reading, json::Value schema);
  void Type(Reading& reading, json::Value schema);
  void Texts(Reading& reading, json::Value schema);
  bool HasChoices(json::Value schema);
  void AddChoices(Reading& reading, json::Value schema);
  void Members(Reading& reading, json::Value schema);
  void Variants(Reading& reading, json::Value variants, std::size_t depth);
  void TakeVariant(Reading& reading, const std::vector<json::Value>& variants, std::size_t depth);
  json::Value Target(json::Value schema);
  Kind KindOf(json::Value schema, int depth);
  Kind TypeOf(json::Value type, bool& nullable, bool& several);

  Source& source_;
};

}  // namespace imprint::openapi
