#include "model/installation_state.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/base64.h"
#include "base/crypto.h"
#include "base/json/document.h"
#include "base/json/text.h"
#include "base/json/writer.h"
#include "model/record_json.h"

namespace imprint {
namespace {

constexpr std::size_t kDepth = 8;  // that of bindings, and what they stand in

tl::unexpected<Error> Failed(const char* detail) {
  return Fail(Error(ErrorCode::kInternal, "The history cannot be read.").WithDetail(detail));
}

std::string HexOf(const Hash& hash) {
  return crypto::Hex(crypto::AsText(hash.bytes));
}

// ---- writing ----

void WriteBlocks(json::Writer& writer, const std::vector<IdBlock>& blocks) {
  writer.Key("blocks").BeginArray();
  for (const IdBlock& block : blocks) {
    writer.BeginArray().String(block.first.Text());
    writer.Number(block.count).Number(block.first_ordinal).EndArray();
  }
  writer.EndArray();
}

void WriteInstallation(json::Writer& writer, const Installation& row, const std::string& bindings) {
  writer.Key("installation").BeginObject();
  writer.Key("account").String(row.account.Text());
  writer.Key("id").String(row.id.Text());
  if (row.from_template) writer.Key("template").String(row.from_template->Text());
  writer.Key("version").String(HexOf(row.version));
  writer.Key("bindings").Raw(bindings);
  writer.Key("creates").Bool(row.creates_connections);
  writer.Key("created").Number(ToMillis(row.created));
  WriteBlocks(writer, row.blocks);
  writer.EndObject();
}

void WriteRow(json::Writer& writer, const Resource& row) {
  writer.BeginObject().Key("id").String(row.id.Text());
  writer.Key("model").Number(static_cast<int>(row.model));
  writer.Key("origin").Number(static_cast<int>(row.origin));
  // As text, so that it comes back byte for byte.
  writer.Key("document").String(row.document);
  writer.Key("sealed").String(ToBase64(row.sealed_secrets));
  writer.Key("references").BeginArray();
  for (const Id& id : row.references) writer.String(id.Text());
  writer.EndArray();
  writer.Key("created").Number(ToMillis(row.created));
  writer.Key("modified").Number(ToMillis(row.modified)).EndObject();
}

void WriteMarks(json::Writer& writer, std::string_view key, const std::vector<RowMark>& marks) {
  writer.Key(key).BeginArray();
  for (const RowMark& mark : marks) {
    writer.BeginArray().String(mark.id.Text()).String(HexOf(mark.digest)).EndArray();
  }
  writer.EndArray();
}

// ---- reading: what is not as it was written makes an empty value, and the whole is refused ----

std::optional<Id> IdFrom(json::Value value) {
  if (!value.valid() || !value.is_string()) return std::nullopt;
  const std::string_view text = value.raw();
  return text.size() == Id::kObjectIdText ? Id::FromObjectIdText(text) : Id::FromUuidText(text);
}

template <typename Number>
std::optional<Number> NumberFrom(json::Value value) {
  if (!value.valid() || value.type() != json::Type::kNumber) return std::nullopt;
  const std::string_view text = value.raw();
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Hash> HashFrom(json::Value value) {
  if (!value.valid() || !value.is_string()) return std::nullopt;
  const auto bytes = crypto::KeyFromHex(value.raw());
  if (!bytes) return std::nullopt;
  return Hash{*bytes};
}

std::optional<Time> TimeFrom(json::Value value) {
  const auto millis = NumberFrom<std::int64_t>(value);
  if (!millis) return std::nullopt;
  return FromMillis(*millis);
}

bool ReadBlocks(json::Value array, std::vector<IdBlock>& blocks) {
  bool good = array.valid() && array.is_array();
  for (const json::Value& item : good ? array.items() : std::vector<json::Value>()) {
    const auto parts = item.items();
    if (parts.size() != 3) return false;
    const auto first = IdFrom(parts[0]);
    const auto count = NumberFrom<std::uint32_t>(parts[1]);
    const auto ordinal = NumberFrom<std::uint32_t>(parts[2]);
    good = good && first && count && ordinal;
    if (good) blocks.push_back({*first, *count, *ordinal});
  }
  return good;
}

bool ReadInstallation(json::Value object, Installation& row) {
  if (!object.valid() || !object.is_object()) return false;
  const auto account = IdFrom(object["account"]);
  const auto id = IdFrom(object["id"]);
  const auto version = HashFrom(object["version"]);
  const auto created = TimeFrom(object["created"]);
  const json::Value bindings = object["bindings"];
  if (!account || !id || !version || !created || !bindings.valid()) return false;
  auto decoded = DecodeBindings(bindings.token());
  if (!decoded) return false;
  if (object["template"].valid()) {
    const auto from_template = IdFrom(object["template"]);
    if (!from_template) return false;
    row.from_template = TemplateId(*from_template);
  }
  row.account = AccountId(*account);
  row.id = InstallationId(*id);
  row.version = *version;
  row.bindings = std::move(*decoded);
  row.creates_connections = object["creates"].valid() && object["creates"].is_true();
  row.created = *created;
  return ReadBlocks(object["blocks"], row.blocks);
}

bool ReadReferences(json::Value array, std::vector<Id>& references) {
  if (!array.valid() || !array.is_array()) return false;
  for (const json::Value& item : array.items()) {
    const auto id = IdFrom(item);
    if (!id) return false;
    references.push_back(*id);
  }
  return true;
}

bool ReadRow(json::Value object, const Installation& installation, Resource& row) {
  if (!object.is_object()) return false;
  const auto id = IdFrom(object["id"]);
  const auto model = NumberFrom<unsigned>(object["model"]);
  const auto origin = NumberFrom<unsigned>(object["origin"]);
  const auto document = object.StringMember("document");
  const auto sealed = FromBase64(object.StringMember("sealed").value_or("-"));
  const auto created = TimeFrom(object["created"]);
  const auto modified = TimeFrom(object["modified"]);
  if (!id || !model || !origin || !document || !sealed || !created || !modified) return false;
  if (*model >= kModels.size() || *origin > static_cast<unsigned>(ResourceOrigin::kTombstone)) {
    return false;
  }
  row.id = ResourceId(*id);
  row.account = installation.account;
  row.model = static_cast<Model>(*model);
  row.origin = static_cast<ResourceOrigin>(*origin);
  if (row.origin != ResourceOrigin::kMade) row.installation = installation.id;
  row.document = *document;
  row.sealed_secrets = *sealed;
  row.created = *created;
  row.modified = *modified;
  return ReadReferences(object["references"], row.references);
}

bool ReadMarks(json::Value array, std::vector<RowMark>& marks) {
  if (!array.valid() || !array.is_array()) return false;
  for (const json::Value& item : array.items()) {
    const auto parts = item.items();
    if (parts.size() != 2) return false;
    const auto id = IdFrom(parts[0]);
    const auto digest = HashFrom(parts[1]);
    if (!id || !digest) return false;
    marks.push_back({*id, *digest});
  }
  return true;
}

bool ReadState(json::Value object, InstallationState& state) {
  if (!object.is_object() || !ReadInstallation(object["installation"], state.installation)) {
    return false;
  }
  const json::Value rows = object["rows"];
  if (!rows.valid() || !rows.is_array()) return false;
  for (const json::Value& item : rows.items()) {
    Resource row;
    if (!ReadRow(item, state.installation, row)) return false;
    state.rows.push_back(std::move(row));
  }
  return ReadMarks(object["made"], state.made) && ReadMarks(object["after"], state.after);
}

}  // namespace

RowMark MarkOf(const Resource& row) {
  std::string text;
  json::Writer writer(text);
  WriteRow(writer, row);
  return {row.id.id, Hash{crypto::Sha256(text)}};
}

Result<std::string> EncodeState(const InstallationState& state) {
  auto bindings = EncodeBindings(state.installation.bindings);
  if (!bindings) return bindings;
  std::string text;
  json::Writer writer(text);
  writer.BeginObject();
  WriteInstallation(writer, state.installation, *bindings);
  writer.Key("rows").BeginArray();
  for (const Resource& row : state.rows) {
    if (!json::IsUtf8(row.document)) return Failed("a document to store is not UTF-8");
    WriteRow(writer, row);
  }
  writer.EndArray();
  WriteMarks(writer, "made", state.made);
  WriteMarks(writer, "after", state.after);
  writer.EndObject();
  return text;
}

Result<InstallationState> DecodeState(std::string_view text) {
  const auto document = json::Document::Parse(text, kDepth);
  InstallationState state;
  if (!document || !ReadState(document->root(), state)) {
    return Failed("a step's state cannot be read");
  }
  // One form alone is what was written: nothing was added, left out or written otherwise.
  auto again = EncodeState(state);
  if (!again) return Fail(again.error());
  if (*again != text) return Failed("a step's state is not as it was written");
  return state;
}

}  // namespace imprint
