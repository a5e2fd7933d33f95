#include "main/backup_manifest.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json/document.h"
#include "base/json/pretty.h"
#include "base/json/writer.h"

namespace imprint {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kDepth = 4;

std::string DigestText(const KindDigest& kind) {
  return crypto::Hex(crypto::AsText(kind.digest));
}

void Count(json::Writer& writer, std::string_view key, std::uint64_t count) {
  writer.Key(key).Raw(std::to_string(count));
}

bool IsNumber(json::Value object, std::string_view key, std::uint64_t number) {
  const json::Value value = object[key];
  return value.valid() && value.type() == json::Type::kNumber &&
         value.raw() == std::to_string(number);
}

bool IsText(json::Value object, std::string_view key, std::string_view text) {
  const json::Value value = object[key];
  return value.valid() && value.is_string() && value.Is(text);
}

Status Changed(std::string_view what) {
  return Fail(ErrorCode::kInternal,
              fmt::format("The backup is not what it was: its {} differ from backup.json.", what));
}

}  // namespace

std::string WriteManifest(const BackupManifest& manifest) {
  std::string text;
  json::Writer writer(text);
  writer.BeginObject();
  writer.Key("format").Number(kFormat);
  writer.Key("time").String(FormatIso(manifest.made));
  writer.Key("imprint").String(manifest.imprint);
  writer.Key("schema").Number(manifest.schema);
  writer.Key("rows").BeginObject();
  for (std::size_t i = 0; i < kRowKinds.size(); ++i) {
    writer.Key(kRowKinds[i]).BeginObject();
    Count(writer, "count", manifest.holds.rows[i].rows);
    writer.Key("digest").String(DigestText(manifest.holds.rows[i]));
    writer.EndObject();
  }
  writer.EndObject();
  writer.Key("blobs").BeginObject();
  Count(writer, "count", manifest.holds.blobs.blobs);
  Count(writer, "bytes", manifest.holds.blobs.bytes);
  writer.EndObject();
  writer.Key("key_fingerprint").String(manifest.holds.fingerprint);
  writer.EndObject();
  const auto document = json::Document::Parse(text, kDepth);
  return document ? json::Pretty(document->root()) + "\n" : text;
}

Status CheckManifest(std::string_view text, const DataSummary& holds, int schema) {
  const auto document = json::Document::Parse(text, kDepth);
  if (!document || !IsNumber(document->root(), "format", kFormat)) {
    return Fail(ErrorCode::kInvalidField,
                "backup.json is damaged or of a version of Imprint that this one does not know.");
  }
  const json::Value root = document->root();
  const bool same_schema = IsNumber(root, "schema", static_cast<std::uint64_t>(schema));
  for (std::size_t i = 0; i < kRowKinds.size(); ++i) {
    const json::Value kind = root["rows"][kRowKinds[i]];
    // A kind that the backup's version did not have yet.
    if (!kind.valid() && !same_schema) continue;
    if (!IsNumber(kind, "count", holds.rows[i].rows)) return Changed(kRowKinds[i]);
    if (same_schema && !IsText(kind, "digest", DigestText(holds.rows[i]))) {
      return Changed(kRowKinds[i]);
    }
  }
  if (!IsNumber(root["blobs"], "count", holds.blobs.blobs) ||
      !IsNumber(root["blobs"], "bytes", holds.blobs.bytes)) {
    return Changed("blobs");
  }
  if (!IsText(root, "key_fingerprint", holds.fingerprint)) return Changed("settings");
  return {};
}

}  // namespace imprint
