#include "base/json/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/id.h"
#include "base/json/grammar.h"
#include "base/json/writer.h"

namespace imprint::json {
namespace {

// "A, B or C", each in quotes.
std::string OneOf(std::span<const std::string_view> values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += i + 1 == values.size() ? " or " : ", ";
    text += fmt::format("'{}'", values[i]);
  }
  return text;
}

// How a text spells a whole number: 5, -5, "+5", 5.0.
enum class Whole { kYes, kTooBig, kFraction, kNo };
struct WholeNumber {
  Whole kind = Whole::kNo;
  std::int64_t value = 0;
};
WholeNumber ReadWhole(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  const std::string_view digits = text.substr(0, point);
  WholeNumber number;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number.value);
  if (error == std::errc::result_out_of_range) return {Whole::kTooBig, 0};
  if (error != std::errc{} || end != digits.data() + digits.size()) return {};
  number.kind =
      fraction.find_first_not_of('0') == std::string_view::npos ? Whole::kYes : Whole::kFraction;
  return number;
}

// What one answer tells; a client that sends more is no person.
constexpr std::size_t kMostFaults = 200;

class Conformer {
 public:
  Conformer(Writer& out, std::vector<Problem>& problems) : out_(out), problems_(problems) {}

  void Object(Value value, const Schema& schema, Presence presence, const Location& where) {
    if (!value.is_object()) {
      return Fault(where, "model_attributes_type",
                   "Input should be a valid dictionary or object to extract fields from");
    }
    out_.BeginObject();
    for (const Field& field : schema.fields) One(value[field.name], field, presence, where);
    out_.EndObject();
  }

 private:
  void One(Value value, const Field& field, Presence presence, const Location& parent) {
    const Location where = parent.Then(field.name);
    if (!value.valid()) {
      if (presence == Presence::kPartial) return;
      if (field.required) return Fault(where, "missing", "Field required");
      if (!field.fallback.empty()) out_.Key(field.name).Raw(field.fallback);
      return;
    }
    out_.Key(field.name);
    if (field.nullable && value.type() == Type::kNull) {
      out_.Raw("null");
    } else {
      Typed(value, field, where);
    }
  }

  void Typed(Value value, const Field& field, const Location& where) {
    switch (field.kind) {
      case FieldKind::kString:
        return String(value, where);
      case FieldKind::kInteger:
        return Integer(value, where);
      case FieldKind::kBoolean:
        return Boolean(value, where);
      case FieldKind::kUuid:
        return Uuid(value, where);
      case FieldKind::kEnum:
        return Choice(value, field, where, "enum");
      case FieldKind::kLiteral:
        return Choice(value, field, where, "literal_error");
      case FieldKind::kScalar:
        return Scalar(value, where);
      case FieldKind::kStringMap:
        return StringMap(value, where);
      case FieldKind::kAnyMap:
        return AnyMap(value, where);
      case FieldKind::kObject:
        return Object(value, *field.items, Presence::kWhole, where);
      case FieldKind::kList:
        return List(value, field, where);
    }
  }

  void String(Value value, const Location& where) {
    if (!value.is_string()) return Fault(where, "string_type", "Input should be a valid string");
    out_.Raw(value.token());
  }

  void Integer(Value value, const Location& where) {
    const bool text = value.is_string();
    if (!text && value.type() != Type::kNumber) {
      return Fault(where, "int_type", "Input should be a valid integer");
    }
    const WholeNumber number = ReadWhole(text ? value.string() : std::string(value.raw()));
    if (number.kind == Whole::kYes) {
      out_.Number(number.value);
    } else if (number.kind == Whole::kTooBig) {
      Fault(where, "int_parsing_size",
            "Unable to parse input string as an integer, exceeded maximum size");
    } else if (text) {
      Fault(where, "int_parsing",
            "Input should be a valid integer, unable to parse string as an integer");
    } else {
      Fault(where, "int_from_float",
            "Input should be a valid integer, got a number with a fractional part");
    }
  }

  void Boolean(Value value, const Location& where) {
    if (value.type() == Type::kBool) {
      out_.Raw(value.raw());
      return;
    }
    if (value.type() != Type::kString && value.type() != Type::kNumber) {
      return Fault(where, "bool_type", "Input should be a valid boolean");
    }
    std::string text = value.is_string() ? value.string() : std::string(value.raw());
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* yes : {"true", "1", "yes", "on", "t", "y"}) {
      if (text == yes) return static_cast<void>(out_.Bool(true));
    }
    for (const char* no : {"false", "0", "no", "off", "f", "n"}) {
      if (text == no) return static_cast<void>(out_.Bool(false));
    }
    Fault(where, "bool_parsing", "Input should be a valid boolean, unable to interpret input");
  }

  void Uuid(Value value, const Location& where) {
    if (!value.is_string()) {
      return Fault(where, "uuid_type", "UUID input should be a string, bytes or UUID object");
    }
    const auto id = Id::FromUuidText(value.string());
    if (!id) return Fault(where, "uuid_parsing", "Input should be a valid UUID");
    out_.String(id->Text());
  }

  void Choice(Value value, const Field& field, const Location& where, std::string_view reason) {
    const bool known =
        value.is_string() && std::any_of(field.values.begin(), field.values.end(),
                                         [&](std::string_view good) { return value.Is(good); });
    if (!known) return Fault(where, reason, "Input should be " + OneOf(field.values));
    out_.Raw(value.token());
  }

  void Scalar(Value value, const Location& where) {
    if (value.is_object() || value.is_array() || value.type() == Type::kNull) {
      Fault(where.Then("str"), "string_type", "Input should be a valid string");
      Fault(where.Then("int"), "int_type", "Input should be a valid integer");
      Fault(where.Then("float"), "float_type", "Input should be a valid number");
      return Fault(where.Then("bool"), "bool_type", "Input should be a valid boolean");
    }
    out_.Raw(value.token());
  }

  void StringMap(Value value, const Location& where) {
    if (!value.is_object()) {
      return Fault(where, "dict_type", "Input should be a valid dictionary");
    }
    out_.BeginObject();
    value.ForEachMember([&](Value key, Value item) {
      const std::string name = key.string();
      out_.Key(name);
      String(item, where.Then(name));
    });
    out_.EndObject();
  }

  void AnyMap(Value value, const Location& where) {
    if (!value.is_object()) {
      return Fault(where, "dict_type", "Input should be a valid dictionary");
    }
    out_.Raw(value.token());
  }

  void List(Value value, const Field& field, const Location& where) {
    if (!value.is_array()) return Fault(where, "list_type", "Input should be a valid list");
    out_.BeginArray();
    std::size_t index = 0;
    value.ForEachItem(
        [&](Value item) { Object(item, *field.items, Presence::kWhole, where.Then(index++)); });
    out_.EndArray();
    if (index < field.min_items) {
      Fault(where, "too_short",
            fmt::format("List should have at least {} item{} after validation, not {}",
                        field.min_items, field.min_items == 1 ? "" : "s", index));
    }
  }

  void Fault(const Location& where, std::string_view reason, std::string message) {
    if (problems_.size() >= kMostFaults) return;
    problems_.push_back(Invalid(where, reason, std::move(message)));
  }

  Writer& out_;
  std::vector<Problem>& problems_;
};

}  // namespace

Location::Location(std::string_view first) : text_("[" + Quote(first)) {}

Location Location::Then(std::string_view field) const {
  Location longer;
  longer.text_ = text_ + "," + Quote(field);
  return longer;
}

Location Location::Then(std::size_t index) const {
  Location longer;
  longer.text_ = text_ + "," + std::to_string(index);
  return longer;
}

Problem Invalid(const Location& where, std::string_view reason, std::string message) {
  Problem problem{ErrorCode::kInvalidField, std::move(message), where.Text()};
  problem.reason = reason;
  return problem;
}

std::string Conform(Value value, const Schema& schema, Presence presence, const Location& where,
                    std::vector<Problem>& problems) {
  std::string text;
  Writer writer(text);
  Conformer(writer, problems).Object(value, schema, presence, where);
  return text;
}

}  // namespace imprint::json
