#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json/document.h"

namespace imprint::json {

struct Schema;

/// What a field of an object may hold.
enum class FieldKind : std::uint8_t {
  kString,
  kInteger,
  kBoolean,
  kUuid,
  kEnum,       // one of `values`, a type of its own
  kLiteral,    // one of `values`, spelt out
  kScalar,     // string, integer, number or boolean
  kStringMap,  // an object of strings
  kAnyMap,     // any object
  kObject,     // an object of `items`
  kList,       // an array of objects of `items`
};

/// One field. `fallback` is the JSON text taken when it is absent and not required; without one the
/// field stays absent.
struct Field {
  std::string_view name;
  FieldKind kind = FieldKind::kString;
  bool required = false;
  bool nullable = false;
  std::string_view fallback = {};
  std::span<const std::string_view> values = {};
  const Schema* items = nullptr;
  std::size_t min_items = 0;
};

struct Schema {
  std::span<const Field> fields;
};

/// Whether absent fields take their fallback and required ones must be there.
enum class Presence { kWhole, kPartial };

/// A place in a request as a JSON array: ["body","tools",0,"name"].
class Location {
 public:
  explicit Location(std::string_view first);
  Location Then(std::string_view field) const;
  Location Then(std::size_t index) const;
  std::string Text() const { return text_ + "]"; }

 private:
  Location() = default;
  std::string text_;
};

/// A Problem of a value that is not as it should be: `reason` is the short name of the fault, such
/// as "missing" or "string_type", and the field its Location.
Problem Invalid(const Location& where, std::string_view reason, std::string message);

/// Checks an object and gives it as JSON text with the schema's fields in the schema's order:
/// strings of numbers and flags are taken where they can be, unknown fields are passed over. Every
/// fault is added to `problems`; the text is only good when there was none.
std::string Conform(Value value, const Schema& schema, Presence presence, const Location& where,
                    std::vector<Problem>& problems);

}  // namespace imprint::json
