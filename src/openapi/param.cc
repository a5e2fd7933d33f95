#include "openapi/param.h"

#include <fmt/format.h>

#include "openapi/limits.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

constexpr std::size_t kChoiceBytes = 300;  // of a description for the values a parameter may have
constexpr std::size_t kFixedBytes = 256;
constexpr std::size_t kDefaultBytes = 60;

// The kind that Diga has for it; lists travel as JSON text.
Kind DataType(Kind kind) {
  switch (kind) {
    case Kind::kInteger:
    case Kind::kNumber:
    case Kind::kBoolean:
    case Kind::kObject:
      return kind;
    case Kind::kAny:
    case Kind::kNull:
    case Kind::kString:
    case Kind::kArray:
      return Kind::kString;
  }
  return Kind::kString;
}

void AddSentence(std::string& text, std::string_view sentence) {
  if (sentence.empty()) return;
  if (!text.empty()) text += ' ';
  text += sentence;
}

std::string FieldsText(const Shape& shape) {
  std::string fields;
  for (const Property& field : shape.properties) {
    if (fields.size() + field.name.size() > kChoiceBytes / 2) return fields + ", …";
    fields += (fields.empty() ? "" : ", ") + field.name;
  }
  return fields;
}

}  // namespace

std::string Under(const std::string& where, std::string_view name) {
  if (where.ends_with('`')) return fmt::format("{}.{}`", where.substr(0, where.size() - 1), name);
  return fmt::format("{} `{}`", where, name);
}

bool IsFixable(json::Value value, Kind kind) {
  if (!value.valid() || value.token().size() > kFixedBytes) return false;
  switch (value.type()) {
    case json::Type::kString:
      return kind == Kind::kString && value.string().find("<<") == std::string::npos;
    case json::Type::kBool:
      return kind == Kind::kBoolean;
    case json::Type::kNumber:
      return kind == Kind::kNumber ||
             (kind == Kind::kInteger && value.raw().find_first_of(".eE") == std::string_view::npos);
    case json::Type::kNull:
    case json::Type::kArray:
    case json::Type::kObject:
      return false;
  }
  return false;
}

void ParamMaker::Note(std::string_view where, std::string_view what) {
  context_.notes.Add(place_, fmt::format("{} {}", where, what));
}

Param ParamMaker::Make(const std::string& where, std::string name, std::string description,
                       bool required, const std::vector<json::Value>& schemas) {
  const Shape shape = ShapeReader(context_.source).Read(schemas);
  return FromShape(where, std::move(name), std::move(description), required, shape);
}

Param ParamMaker::FromShape(const std::string& where, std::string name, std::string description,
                            bool required, const Shape& shape) {
  return Fill(where, std::move(name), std::move(description), required, shape, {}, 0);
}

Param ParamMaker::Fill(const std::string& where, std::string name, std::string description,
                       bool required, const Shape& shape, std::vector<std::uint32_t> inside,
                       std::size_t depth) {
  Param param{std::move(name), DataType(shape.kind)};
  param.required = required;
  param.description = Describe(where, shape, std::move(description));
  NoteLosses(where, shape);
  if (param.kind == Kind::kObject) {
    Nest(param, where, shape, std::move(inside), depth);
  } else {
    Fix(param, shape);
  }
  return param;
}

void ParamMaker::NoteLosses(const std::string& where, const Shape& shape) {
  for (const std::string& loss : shape.losses) Note(where, loss);
  if (shape.kind == Kind::kArray)
    Note(where, "is a list; a string that holds a JSON array stands for it");
  if (shape.kind == Kind::kAny && !shape.recursive)
    Note(where, "has no type; a string stands for it");
  if (shape.recursive) Note(where, "leads back to a schema it is inside of; it was cut there");
}

void ParamMaker::Nest(Param& param, const std::string& where, const Shape& shape,
                      std::vector<std::uint32_t> inside, std::size_t depth) {
  if (depth >= kBodyDepth) return Note(where, "is nested too deep; its fields are left out");
  inside.insert(inside.end(), shape.sources.begin(), shape.sources.end());
  param.properties = Members(where, shape, std::move(inside), depth + 1);
  if (shape.open) {
    Note(where, "takes fields of any name (additionalProperties), which are left out");
  } else if (shape.properties.empty() && !shape.recursive) {
    Note(where, "is an object without described fields");
  }
}

std::vector<Param> ParamMaker::Members(const std::string& where, const Shape& shape,
                                       std::vector<std::uint32_t> inside, std::size_t depth) {
  std::vector<Param> params;
  for (const Property& property : shape.properties) {
    const std::string there = Under(where, Shorten(property.name, kNameBytes));
    const Shape inner = ShapeReader(context_.source).Read(property.schemas, inside);
    if (inner.read_only || context_.source.exhausted()) continue;
    const bool required = shape.required.contains(property.name);
    if (!FitsParamName(property.name)) {
      Note(there, "has a name that no parameter can have; it is left out");
      continue;
    }
    if (room_ == 0) {
      Note(where, fmt::format("has further fields; a tool takes {}", kToolParams));
      break;
    }
    --room_;
    params.push_back(Fill(there, property.name, {}, required, inner, inside, depth));
  }
  return params;
}

std::string ParamMaker::Describe(const std::string& where, const Shape& shape, std::string text) {
  if (text.empty()) text = shape.description;
  if (shape.deprecated && !text.starts_with("(deprecated)")) text = "(deprecated) " + text;
  std::string facts;
  for (const std::string& fact : Facts(where, shape)) {
    if (text.find(fact) == text.npos) AddSentence(facts, fact);
  }
  // What the value must look like may not be cut off.
  text = Shorten(text, kParamTextBytes - std::min(facts.size(), kParamTextBytes / 2));
  AddSentence(text, facts);
  return Shorten(text, kParamTextBytes);
}

std::vector<std::string> ParamMaker::Facts(const std::string& where, const Shape& shape) {
  std::vector<std::string> facts;
  if (shape.kind == Kind::kArray) facts.push_back(ListText(where, shape));
  facts.push_back(ChoicesText(shape));
  if (!shape.format.empty() && DataType(shape.kind) == Kind::kString) {
    facts.push_back(fmt::format("Format: {}.", shape.format));
  }
  const json::Value fallback = shape.fallback;
  if (fallback.valid() && fallback.token().size() <= kDefaultBytes && !shape.Only().valid()) {
    facts.push_back(fmt::format("Default: {}.", fallback.token()));
  }
  return facts;
}

std::string ParamMaker::ChoicesText(const Shape& shape) {
  if (shape.choices.empty()) return {};
  std::string list;
  bool more = shape.more_choices;
  for (const json::Value choice : shape.choices) {
    if (list.size() + choice.token().size() > kChoiceBytes) {
      more = true;
      break;
    }
    if (!list.empty()) list += ", ";
    list += choice.is_string() ? choice.string() : std::string(choice.token());
  }
  if (list.empty()) return {};
  return fmt::format("{}: {}{}", shape.choices.size() == 1 ? "Always" : "One of", list,
                     more ? ", …" : ".");
}

std::string ParamMaker::ListText(const std::string& where, const Shape& shape) {
  if (!shape.items.valid()) return "A JSON array.";
  const Shape item = ShapeReader(context_.source).Read({shape.items});
  for (const std::string& loss : item.losses) Note(where, "holds items of which each " + loss);
  std::string text = "A JSON array.";
  if (item.kind == Kind::kObject && !item.properties.empty()) {
    text = fmt::format("A JSON array of objects with the fields {}.", FieldsText(item));
  } else if (item.kind != Kind::kAny) {
    text = fmt::format("A JSON array of {}s.", NameOf(item.kind));
  }
  AddSentence(text, ChoicesText(item));
  return text;
}

// An optional value that is always the same is still the agent's to send or not.
void ParamMaker::Fix(Param& param, const Shape& shape) {
  const json::Value only = shape.Only();
  if (param.required && shape.kind != Kind::kArray && IsFixable(only, param.kind)) {
    param.fixed = std::string(only.token());
  }
}

}  // namespace imprint::openapi
