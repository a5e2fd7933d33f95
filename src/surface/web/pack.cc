#include "surface/web/pack.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/json/document.h"

namespace imprint::web {
namespace {

constexpr std::string_view kMagic = "imprint-page-1\n";
constexpr std::size_t kSizeBytes = 4;
constexpr std::size_t kDepth = 8;
constexpr std::size_t kMostValues = 1'000'000;

tl::unexpected<Error> Damaged(std::string what) {
  return Fail(ErrorCode::kMalformedBody, "The page's pack is damaged: " + std::move(what) + ".");
}

std::size_t LittleEndian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= std::size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return value;
}

std::optional<std::size_t> NumberOf(const json::Value& value) {
  if (value.type() != json::Type::kNumber) return std::nullopt;
  const std::string_view text = value.raw();
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// [begin, size] of `bytes`; nullopt when it does not lie inside.
std::optional<std::string_view> RangeOf(const json::Value& value, std::string_view bytes) {
  const std::vector<json::Value> parts = value.items();
  if (!value.is_array() || parts.size() != 2) return std::nullopt;
  const auto begin = NumberOf(parts[0]);
  const auto size = NumberOf(parts[1]);
  if (!begin || !size || *begin > bytes.size() || *size > bytes.size() - *begin) {
    return std::nullopt;
  }
  return bytes.substr(*begin, *size);
}

bool IsPathChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-' || c == '/';
}

bool IsFilePath(std::string_view path) {
  return !path.empty() && !path.starts_with('/') && !path.ends_with('/') &&
         path.find("//") == path.npos && path.find("..") == path.npos &&
         std::all_of(path.begin(), path.end(), IsPathChar);
}

bool IsPage(std::string_view pattern) {
  return pattern.starts_with('/') && std::all_of(pattern.begin(), pattern.end(), [](char c) {
           return IsPathChar(c) || c == '{' || c == '}';
         });
}

bool IsMediaType(std::string_view text) {
  return text.find('/') != text.npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

bool IsSha256(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<File> ReadFile(const json::Value& entry, std::string_view bytes) {
  File file;
  file.path = entry.StringMember("path").value_or("");
  if (!IsFilePath(file.path)) return Damaged("a file has a bad path");
  file.media_type = entry.StringMember("type").value_or("");
  if (!IsMediaType(file.media_type)) return Damaged(file.path + " has a bad media type");
  file.sha256 = entry.StringMember("sha256").value_or("");
  if (!IsSha256(file.sha256)) return Damaged(file.path + " has a bad hash");
  const json::Value immutable = entry["immutable"];
  file.immutable = immutable.valid() && immutable.is_true();
  for (const Coding coding : kCodings) {
    const json::Value range = entry[NameOf(coding)];
    if (!range.valid()) continue;
    auto& form = file.forms[static_cast<std::size_t>(coding)];
    form = RangeOf(range, bytes);
    if (!form) return Damaged(file.path + " lies outside of it");
  }
  if (!file.In(Coding::kIdentity)) return Damaged(file.path + " has no bytes");
  return file;
}

Status ReadFiles(const json::Value& list, std::string_view bytes, Pack& pack) {
  if (!list.valid() || !list.is_array()) return Damaged("it names no files");
  for (const json::Value& entry : list.items()) {
    auto file = ReadFile(entry, bytes);
    if (!file) return Fail(std::move(file.error()));
    if (!pack.files.empty() && pack.files.back().path >= file->path) {
      return Damaged("its files are not in order");
    }
    pack.files.push_back(std::move(*file));
  }
  return {};
}

Status ReadPages(const json::Value& list, Pack& pack) {
  if (!list.valid() || !list.is_array()) return Damaged("it names no pages");
  for (const json::Value& page : list.items()) {
    if (!page.is_string() || !IsPage(page.string())) return Damaged("a page has a bad path");
    pack.pages.push_back(page.string());
  }
  if (!pack.pages.empty() && !pack.Find(kIndexFile)) return Damaged("it has no index.html");
  return {};
}

}  // namespace

std::string_view NameOf(Coding coding) {
  switch (coding) {
    case Coding::kBrotli:
      return "br";
    case Coding::kGzip:
      return "gzip";
    case Coding::kIdentity:
      return "identity";
  }
  return {};
}

const File* Pack::Find(std::string_view path) const {
  const auto found = std::lower_bound(
      files.begin(), files.end(), path,
      [](const File& file, std::string_view wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

Result<Pack> ParsePack(std::string_view bytes) {
  if (bytes.empty()) return Pack();
  if (!bytes.starts_with(kMagic)) return Damaged("it does not begin as one");
  bytes.remove_prefix(kMagic.size());
  if (bytes.size() < kSizeBytes) return Damaged("it is cut off");
  const std::size_t index_size = LittleEndian(bytes.substr(0, kSizeBytes));
  bytes.remove_prefix(kSizeBytes);
  if (index_size > bytes.size()) return Damaged("it is cut off");
  const auto index = json::Document::Parse(bytes.substr(0, index_size), kDepth, kMostValues);
  if (!index || !index->root().is_object()) return Damaged("its index is no JSON object");
  bytes.remove_prefix(index_size);

  Pack pack;
  if (auto read = ReadFiles(index->root()["files"], bytes, pack); !read) {
    return Fail(std::move(read.error()));
  }
  if (auto read = ReadPages(index->root()["pages"], pack); !read) {
    return Fail(std::move(read.error()));
  }
  return pack;
}

}  // namespace imprint::web
