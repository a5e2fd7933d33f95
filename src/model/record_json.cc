#include "model/record_json.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/json/document.h"
#include "base/json/text.h"
#include "base/json/writer.h"

namespace imprint {
namespace {

constexpr std::size_t kDepth = 3;
constexpr char kHex[] = "0123456789abcdef";

tl::unexpected<Error> Failed(std::string detail) {
  return Fail(Error(ErrorCode::kInternal, "The store could not answer.").WithDetail(detail));
}
tl::unexpected<Error> NotUtf8() {
  return Failed("a text to store is not UTF-8");
}
tl::unexpected<Error> Unreadable() {
  return Failed("a JSON column cannot be read");
}

std::string ToHex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kHex[byte >> 4];
    hex += kHex[byte & 15];
  }
  return hex;
}

bool FromHex(std::string_view hex, std::string& bytes) {
  if (hex.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(&hex[i], hex.data() + i + 2, byte, 16);
    if (error != std::errc{} || end != hex.data() + i + 2) return false;
    bytes += static_cast<char>(byte);
  }
  return true;
}

std::optional<Id> IdFromHex(std::string_view hex) {
  std::string bytes;
  if (hex.empty()) return Id();
  return FromHex(hex, bytes) ? Id::FromBytes(bytes) : std::nullopt;
}

std::optional<std::uint32_t> OrdinalFrom(std::string_view text) {
  std::uint32_t ordinal = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ordinal);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return ordinal;
}

bool AllUtf8(const Bindings& bindings) {
  for (const auto& [name, value] : bindings.variables) {
    if (!json::IsUtf8(name) || !json::IsUtf8(value)) return false;
  }
  return json::IsUtf8(bindings.name) && json::IsUtf8(bindings.base_url);
}

void WriteConnections(json::Writer& writer, const Bindings& bindings) {
  writer.Key("connections").BeginObject();
  for (const auto& [ordinal, id] : bindings.connections) {
    writer.Key(std::to_string(ordinal)).String(ToHex(id.Bytes()));
  }
  writer.EndObject();
}

void WriteVariables(json::Writer& writer, const std::map<std::string, std::string>& variables) {
  writer.Key("variables").BeginObject();
  for (const auto& [name, value] : variables) writer.Key(name).String(value);
  writer.EndObject();
}

void WriteSelected(json::Writer& writer, const Bindings& bindings) {
  writer.Key("selected").BeginArray();
  for (const std::uint32_t ordinal : bindings.selected) writer.Number(ordinal);
  writer.EndArray();
}

bool ReadConnections(json::Value object, Bindings& bindings) {
  bool good = object.is_object();
  object.ForEachMember([&](json::Value key, json::Value value) {
    const auto ordinal = OrdinalFrom(key.string());
    const auto id = value.is_string() ? IdFromHex(value.string()) : std::nullopt;
    good = good && ordinal && id;
    if (good) bindings.connections[*ordinal] = *id;
  });
  return good;
}

bool ReadVariables(json::Value object, std::map<std::string, std::string>& variables) {
  bool good = object.valid() && object.is_object();
  object.ForEachMember([&](json::Value key, json::Value value) {
    good = good && value.is_string();
    if (good) variables[key.string()] = value.string();
  });
  return good;
}

bool ReadSelected(json::Value array, Bindings& bindings) {
  bool good = array.is_array();
  array.ForEachItem([&](json::Value item) {
    const auto ordinal =
        item.type() == json::Type::kNumber ? OrdinalFrom(item.raw()) : std::nullopt;
    good = good && ordinal;
    if (good) bindings.selected.push_back(*ordinal);
  });
  return good;
}

bool ReadSavedConnections(json::Value object, SavedBindings& saved) {
  bool good = object.valid() && object.is_object();
  object.ForEachMember([&](json::Value key, json::Value value) {
    const auto from = IdFromHex(key.string());
    const auto to = value.is_string() ? IdFromHex(value.string()) : std::nullopt;
    good = good && from && to;
    if (good) saved.connections[*from] = *to;
  });
  return good;
}

bool ReadMember(const std::string& key, json::Value value, Bindings& bindings) {
  if (key == "connections") return ReadConnections(value, bindings);
  if (key == "variables") return ReadVariables(value, bindings.variables);
  if (key == "selected") return ReadSelected(value, bindings);
  if (key == "sandbox") return bindings.sandbox = value.is_true();
  if (!value.is_string()) return false;
  if (key == "name") {
    bindings.name = value.string();
    return true;
  }
  if (key == "base_url") {
    bindings.base_url = value.string();
    return true;
  }
  if (key == "sealed") return FromHex(value.string(), bindings.sealed_secrets);
  const auto stack = IdFromHex(value.string());
  if (key != "stack" || !stack) return false;
  bindings.stack = *stack;
  return true;
}

}  // namespace

Result<std::string> EncodeBindings(const Bindings& bindings) {
  if (!AllUtf8(bindings)) return NotUtf8();
  std::string text;
  json::Writer writer(text);
  writer.BeginObject();
  if (!bindings.connections.empty()) WriteConnections(writer, bindings);
  if (!bindings.variables.empty()) WriteVariables(writer, bindings.variables);
  if (!bindings.selected.empty()) WriteSelected(writer, bindings);
  if (!bindings.name.empty()) writer.Key("name").String(bindings.name);
  if (!bindings.base_url.empty()) writer.Key("base_url").String(bindings.base_url);
  if (!bindings.sealed_secrets.empty()) {
    writer.Key("sealed").String(ToHex(bindings.sealed_secrets));
  }
  if (!bindings.stack.empty()) writer.Key("stack").String(ToHex(bindings.stack.Bytes()));
  if (bindings.sandbox) writer.Key("sandbox").Bool(true);
  writer.EndObject();
  return text;
}

Result<Bindings> DecodeBindings(std::string_view text) {
  const auto document = json::Document::Parse(text, kDepth);
  if (!document || !document->root().is_object()) return Unreadable();
  Bindings bindings;
  bool good = true;
  document->root().ForEachMember([&](json::Value key, json::Value value) {
    good = good && ReadMember(key.string(), value, bindings);
  });
  if (!good) return Unreadable();
  return bindings;
}

Result<std::string> EncodeSaved(const SavedBindings& saved) {
  for (const auto& [name, value] : saved.variables) {
    if (!json::IsUtf8(name) || !json::IsUtf8(value)) return NotUtf8();
  }
  std::string text;
  json::Writer writer(text);
  writer.BeginObject().Key("connections").BeginObject();
  for (const auto& [from, to] : saved.connections) {
    writer.Key(ToHex(from.Bytes())).String(ToHex(to.Bytes()));
  }
  writer.EndObject();
  WriteVariables(writer, saved.variables);
  writer.EndObject();
  return text;
}

Status DecodeSaved(std::string_view text, SavedBindings& saved) {
  const auto document = json::Document::Parse(text, kDepth);
  if (!document || !document->root().is_object()) return Unreadable();
  const bool good = ReadSavedConnections(document->root()["connections"], saved) &&
                    ReadVariables(document->root()["variables"], saved.variables);
  if (!good) return Unreadable();
  return {};
}

Result<std::string> EncodeStrings(const std::vector<std::string>& strings) {
  std::string text;
  json::Writer writer(text);
  writer.BeginArray();
  for (const auto& string : strings) {
    if (!json::IsUtf8(string)) return NotUtf8();
    writer.String(string);
  }
  writer.EndArray();
  return text;
}

Result<std::vector<std::string>> DecodeStrings(std::string_view text) {
  const auto document = json::Document::Parse(text, kDepth);
  if (!document || !document->root().is_array()) return Unreadable();
  std::vector<std::string> strings;
  for (const json::Value item : document->root().items()) {
    if (!item.is_string()) return Unreadable();
    strings.push_back(item.string());
  }
  return strings;
}

}  // namespace imprint
