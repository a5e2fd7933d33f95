#include "surface/native/object_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/crypto.h"
#include "base/json/text.h"

namespace imprint::native {
namespace {

// Names come from the client: what an answer repeats of them is bounded.
constexpr std::size_t kLongestName = 100;

}  // namespace

void Faults::Add(std::string field, std::string_view what, ErrorCode code) {
  if (problems_.size() >= most_) return;
  std::string message = fmt::format("{} {}.", field.empty() ? "The body" : field, what);
  problems_.push_back({code, std::move(message), std::move(field)});
}

Status Faults::Take() {
  if (problems_.empty()) return {};
  return Fail(Error(std::move(problems_)));
}

std::string FieldPath(std::string_view path, std::string_view name) {
  const std::string_view shown = json::Shorten(name, kLongestName);
  return path.empty() ? std::string(shown) : fmt::format("{}.{}", path, shown);
}

std::string OneOf(std::span<const std::string_view> values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += i + 1 == values.size() ? " or " : ", ";
    text += fmt::format("'{}'", values[i]);
  }
  return text;
}

std::optional<Id> ParseId(std::string_view text) {
  const auto id = Id::FromObjectIdText(text);
  return id ? id : Id::FromUuidText(text);
}

ObjectReader::ObjectReader(json::Value object, std::string path, Faults& faults)
    : path_(std::move(path)), faults_(faults) {
  if (object.valid() && object.is_object()) {
    object_ = object;
  } else if (object.valid()) {
    faults_.Add(path_, "must be an object");
  }
}

json::Value ObjectReader::Any(std::string_view name) {
  known_.push_back(name);
  return object_.valid() ? object_[name] : json::Value();
}

bool ObjectReader::Has(std::string_view name) {
  return Any(name).valid();
}

void ObjectReader::Require(std::string_view name) {
  if (Has(name)) return;
  faults_.Add(PathOf(name), "is required", ErrorCode::kMissingField);
}

void ObjectReader::Refuse(std::string_view name, std::string_view what) {
  faults_.Add(PathOf(name), fmt::format("must be {}", what));
}

json::Value ObjectReader::Typed(std::string_view name, json::Type type, std::string_view what) {
  const json::Value value = Any(name);
  if (!value.valid() || value.type() == type) return value;
  Refuse(name, what);
  return {};
}

std::optional<std::string> ObjectReader::AnyText(std::string_view name) {
  const json::Value value = Typed(name, json::Type::kString, "a text");
  if (!value.valid()) return std::nullopt;
  return value.string();
}

std::optional<std::string> ObjectReader::Text(std::string_view name) {
  auto text = AnyText(name);
  if (!text || !text->empty()) return text;
  Refuse(name, "a text that is not empty");
  return std::nullopt;
}

std::optional<bool> ObjectReader::Flag(std::string_view name) {
  const json::Value value = Typed(name, json::Type::kBool, "true or false");
  if (!value.valid()) return std::nullopt;
  return value.is_true();
}

std::optional<std::uint32_t> ObjectReader::Number(std::string_view name) {
  constexpr std::string_view kWhat = "a whole number from 1";
  const json::Value value = Typed(name, json::Type::kNumber, kWhat);
  if (!value.valid()) return std::nullopt;
  const std::string_view text = value.raw();
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number > 0) return number;
  Refuse(name, kWhat);
  return std::nullopt;
}

std::optional<Id> ObjectReader::AnyId(std::string_view name) {
  constexpr std::string_view kWhat = "an id: 24 hex digits or a UUID";
  const json::Value value = Typed(name, json::Type::kString, kWhat);
  if (!value.valid()) return std::nullopt;
  const auto id = ParseId(value.string());
  if (!id) Refuse(name, kWhat);
  return id;
}

std::optional<Hash> ObjectReader::HashText(std::string_view name) {
  constexpr std::string_view kWhat = "64 hex digits";
  const json::Value value = Typed(name, json::Type::kString, kWhat);
  if (!value.valid()) return std::nullopt;
  if (const auto bytes = crypto::KeyFromHex(value.string())) return Hash{*bytes};
  Refuse(name, kWhat);
  return std::nullopt;
}

std::optional<std::size_t> ObjectReader::Choice(std::string_view name,
                                                std::span<const std::string_view> values) {
  const json::Value value = Any(name);
  if (!value.valid()) return std::nullopt;
  const auto found = std::find_if(values.begin(), values.end(), [&](std::string_view good) {
    return value.is_string() && value.Is(good);
  });
  if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
  Refuse(name, OneOf(values));
  return std::nullopt;
}

json::Value ObjectReader::Object(std::string_view name) {
  return Typed(name, json::Type::kObject, "an object");
}

json::Value ObjectReader::Array(std::string_view name) {
  return Typed(name, json::Type::kArray, "an array");
}

void ObjectReader::RefuseOthers() {
  object_.ForEachMember([&](json::Value key, json::Value) {
    std::string scratch;
    const std::string_view name = key.StringIn(scratch);
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) return;
    faults_.Add(PathOf(name), "is not a known field");
  });
}

}  // namespace imprint::native
