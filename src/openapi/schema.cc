#include "openapi/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "openapi/limits.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

constexpr std::array kNames = {"any",    "null",    "string", "integer",
                               "number", "boolean", "array",  "object"};
constexpr int kPeekDepth = 8;

Kind KindNamed(std::string_view name) {
  for (std::size_t i = 1; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<Kind>(i);
  }
  return Kind::kAny;
}

Kind KindOfLiteral(json::Value value) {
  switch (value.type()) {
    case json::Type::kNull:
      return Kind::kNull;
    case json::Type::kBool:
      return Kind::kBoolean;
    case json::Type::kString:
      return Kind::kString;
    case json::Type::kArray:
      return Kind::kArray;
    case json::Type::kObject:
      return Kind::kObject;
    case json::Type::kNumber:
      return value.raw().find_first_of(".eE") == std::string_view::npos ? Kind::kInteger
                                                                        : Kind::kNumber;
  }
  return Kind::kAny;
}

bool IsPrimitive(Kind kind) {
  return kind == Kind::kString || kind == Kind::kInteger || kind == Kind::kNumber ||
         kind == Kind::kBoolean;
}

}  // namespace

std::string_view NameOf(Kind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

struct ShapeReader::Reading {
  Shape shape;
  const std::vector<std::uint32_t>& inside;
  std::unordered_set<std::uint32_t> seen = {};
  std::unordered_map<std::string, std::size_t> properties = {};  // name -> place in the shape

  void Loss(std::string text) {
    auto& losses = shape.losses;
    if (std::find(losses.begin(), losses.end(), text) == losses.end()) {
      losses.push_back(std::move(text));
    }
  }
};

Shape ShapeReader::Read(const std::vector<json::Value>& schemas,
                        const std::vector<std::uint32_t>& inside) {
  Reading reading{{}, inside};
  for (const json::Value schema : schemas) Collect(reading, schema, 0);
  Shape& shape = reading.shape;
  if (shape.kind == Kind::kAny && !shape.properties.empty()) shape.kind = Kind::kObject;
  if (shape.kind == Kind::kAny && shape.items.valid()) shape.kind = Kind::kArray;
  if (shape.kind == Kind::kAny && !shape.choices.empty()) {
    shape.kind = KindOfLiteral(shape.choices.front());
  }
  if (shape.kind == Kind::kAny && shape.open) shape.kind = Kind::kObject;
  return std::move(shape);
}

void ShapeReader::Collect(Reading& reading, json::Value schema, std::size_t depth) {
  if (!IsObject(schema)) return;
  const auto& inside = reading.inside;
  if (std::find(inside.begin(), inside.end(), schema.index()) != inside.end()) {
    reading.shape.recursive = true;
    if (reading.shape.kind == Kind::kAny) reading.shape.kind = KindOf(schema, 0);
    return;
  }
  if (!reading.seen.insert(schema.index()).second) return;
  if (depth > kSchemaChain) return reading.Loss("is a chain of schemas that is too long to follow");
  reading.shape.sources.push_back(schema.index());
  OwnKeywords(reading, schema);
  if (const json::Value ref = source_.Get(schema, "$ref"); IsString(ref)) {
    std::string problem;
    const json::Value target = source_.Resolve(source_.TextOf(ref, kUrlBytes), problem);
    if (!problem.empty()) reading.Loss(problem);
    Collect(reading, target, depth + 1);
  }
  if (const json::Value all = source_.Get(schema, "allOf"); IsArray(all)) {
    source_.Items(all, [&](json::Value part) { Collect(reading, part, depth + 1); });
  }
  Variants(reading, source_.Get(schema, "oneOf"), depth);
  Variants(reading, source_.Get(schema, "anyOf"), depth);
}

void ShapeReader::OwnKeywords(Reading& reading, json::Value schema) {
  Type(reading, schema);
  Texts(reading, schema);
  if (reading.shape.choices.empty()) AddChoices(reading, schema);
  Members(reading, schema);
  Shape& shape = reading.shape;
  shape.read_only |= source_.IsTrue(schema, "readOnly");
  shape.deprecated |= source_.IsTrue(schema, "deprecated");
  shape.nullable |= source_.IsTrue(schema, "nullable");
  if (!shape.items.valid()) shape.items = source_.Get(schema, "items");
  if (!shape.fallback.valid()) shape.fallback = source_.Get(schema, "default");
}

// A type's name, or a list of them as in OpenAPI 3.1.
Kind ShapeReader::TypeOf(json::Value type, bool& nullable, bool& several) {
  if (IsString(type)) return KindNamed(source_.TextOf(type, 16));
  std::vector<Kind> kinds;
  if (IsArray(type)) {
    source_.Items(type, [&](json::Value name) {
      const Kind kind = KindNamed(source_.TextOf(name, 16));
      if (kind == Kind::kNull) nullable = true;
      if (kind != Kind::kNull && kind != Kind::kAny && kinds.size() < kNames.size()) {
        kinds.push_back(kind);
      }
    });
  }
  if (kinds.empty()) return Kind::kAny;
  several = kinds.size() > 1;
  const auto has = [&](Kind kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  // A text can stand for most of the others.
  for (const Kind kind : {Kind::kObject, Kind::kString}) {
    if (has(kind)) return kind;
  }
  return kinds.front();
}

void ShapeReader::Type(Reading& reading, json::Value schema) {
  bool several = false;
  const Kind kind = TypeOf(source_.Get(schema, "type"), reading.shape.nullable, several);
  if (kind == Kind::kNull) reading.shape.nullable = true;
  if (kind == Kind::kNull || kind == Kind::kAny || reading.shape.kind != Kind::kAny) return;
  reading.shape.kind = kind;
  if (several) reading.Loss("may be of several types; one was taken");
}

void ShapeReader::Texts(Reading& reading, json::Value schema) {
  Shape& shape = reading.shape;
  if (shape.description.empty())
    shape.description = source_.Text(schema, "description", kParamTextBytes);
  if (shape.description.empty()) shape.description = source_.Text(schema, "title", kParamTextBytes);
  if (shape.format.empty()) shape.format = source_.Text(schema, "format", 40);
}

bool ShapeReader::HasChoices(json::Value schema) {
  return source_.Get(schema, "const").valid() || IsArray(source_.Get(schema, "enum"));
}

void ShapeReader::AddChoices(Reading& reading, json::Value schema) {
  Shape& shape = reading.shape;
  const auto add = [&](json::Value value) {
    if (value.type() == json::Type::kNull) {
      shape.nullable = true;
    } else if (shape.choices.size() < kChoices) {
      shape.choices.push_back(value);
    } else {
      shape.more_choices = true;
    }
  };
  if (const json::Value constant = source_.Get(schema, "const"); constant.valid()) {
    return add(constant);
  }
  source_.Items(source_.Get(schema, "enum"), add);
}

void ShapeReader::Members(Reading& reading, json::Value schema) {
  Shape& shape = reading.shape;
  if (const json::Value properties = source_.Get(schema, "properties"); IsObject(properties)) {
    source_.Members(properties, [&](const std::string& name, json::Value value) {
      const auto [at, fresh] = reading.properties.try_emplace(name, shape.properties.size());
      if (fresh) shape.properties.push_back({name, {}});
      shape.properties[at->second].schemas.push_back(value);
    });
  }
  if (const json::Value required = source_.Get(schema, "required"); IsArray(required)) {
    source_.Items(required, [&](json::Value name) {
      shape.required.insert(source_.TextOf(name, kNameBytes));
    });
  }
  const json::Value more = source_.Get(schema, "additionalProperties");
  shape.open |= IsObject(more) || (more.valid() && more.is_true());
}

json::Value ShapeReader::Target(json::Value schema) {
  std::string problem;
  return source_.Follow(schema, problem);
}

// What a schema is about, seen from outside.
Kind ShapeReader::KindOf(json::Value schema, int depth) {
  schema = Target(schema);
  if (!IsObject(schema) || depth > kPeekDepth) return Kind::kAny;
  bool flag = false;
  const Kind kind = TypeOf(source_.Get(schema, "type"), flag, flag);
  if (kind != Kind::kAny) return kind;
  if (IsObject(source_.Get(schema, "properties"))) return Kind::kObject;
  if (source_.Get(schema, "items").valid()) return Kind::kArray;
  const json::Value constant = source_.Get(schema, "const");
  if (constant.valid()) return KindOfLiteral(constant);
  for (const char* key : {"enum", "allOf", "oneOf", "anyOf"}) {
    const json::Value list = source_.Get(schema, key);
    Kind found = Kind::kAny;
    bool is_enum = std::string_view(key) == "enum";
    if (!IsArray(list)) continue;
    source_.Items(list, [&](json::Value item) {
      if (found != Kind::kAny) return;
      found = is_enum ? KindOfLiteral(item) : KindOf(item, depth + 1);
    });
    if (found != Kind::kAny) return found;
  }
  return Kind::kAny;
}

void ShapeReader::Variants(Reading& reading, json::Value variants, std::size_t depth) {
  if (!IsArray(variants)) return;
  std::vector<json::Value> useful;
  bool bare = false;
  source_.Items(variants, [&](json::Value variant) {
    const Kind kind = KindOf(variant, 0);
    if (kind == Kind::kNull) reading.shape.nullable = true;
    if (kind == Kind::kNull) return;
    // {"required": [...]} only limits what is said beside it.
    if (kind == Kind::kAny && !source_.Get(variant, "$ref").valid()) {
      bare |= source_.Get(variant, "required").valid();
      return;
    }
    useful.push_back(variant);
  });
  if (bare) reading.Loss("needs one of several sets of fields, which is not enforced");
  if (!useful.empty()) TakeVariant(reading, useful, depth);
}

void ShapeReader::TakeVariant(Reading& reading, const std::vector<json::Value>& variants,
                              std::size_t depth) {
  if (variants.size() == 1) return Collect(reading, variants.front(), depth + 1);
  std::vector<Kind> kinds;
  for (const json::Value variant : variants) kinds.push_back(KindOf(variant, 0));
  const bool same = std::count(kinds.begin(), kinds.end(), kinds.front()) ==
                    static_cast<std::ptrdiff_t>(kinds.size());
  if (same && IsPrimitive(kinds.front())) {
    if (reading.shape.kind == Kind::kAny) reading.shape.kind = kinds.front();
    // Where one variant is free, the values of the others are no limit.
    const auto limited = [&](json::Value variant) { return HasChoices(Target(variant)); };
    if (!std::all_of(variants.begin(), variants.end(), limited)) return;
    for (const json::Value variant : variants) AddChoices(reading, Target(variant));
    return;
  }
  auto chosen = std::find(kinds.begin(), kinds.end(), Kind::kObject);
  if (chosen != kinds.end()) {
    reading.Loss("has alternatives (oneOf/anyOf); the first object was taken");
  } else {
    chosen = std::find_if(kinds.begin(), kinds.end(), IsPrimitive);
    if (chosen == kinds.end()) chosen = kinds.begin();
    reading.Loss("has alternatives (oneOf/anyOf); the first was taken");
  }
  Collect(reading, variants[static_cast<std::size_t>(chosen - kinds.begin())], depth + 1);
}

}  // namespace imprint::openapi
