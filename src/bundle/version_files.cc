#include "bundle/version_files.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json/document.h"
#include "base/json/edit.h"
#include "base/json/pretty.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "bundle/archive_writer.h"
#include "bundle/layout.h"
#include "bundle/path_rules.h"

namespace imprint {
namespace {

// Indents must not make a bundle larger than one may be: larger documents stay on one line, and all
// of them in a larger version.
constexpr std::uint64_t kLargestIndented = 1024 * 1024;
constexpr std::uint64_t kMostIndented = 16ull * 1024 * 1024;
constexpr std::uint64_t kMostGrowth = 3;

// What an indented value has more than its tokens.
std::uint64_t IndentBytes(json::Value value, std::uint64_t depth) {
  const auto line = [](std::uint64_t at) { return 1 + 2 * at; };
  std::uint64_t bytes = 0;
  value.ForEachMember([&](json::Value, json::Value child) {
    bytes += line(depth + 1) + 1 + IndentBytes(child, depth + 1);
  });
  value.ForEachItem(
      [&](json::Value child) { bytes += line(depth + 1) + IndentBytes(child, depth + 1); });
  return bytes > 0 ? bytes + line(depth) : 0;
}

// The text of a script which, put into a file of its own, would come back to the same place with
// the same bytes: as the last member, and escaped as such files are.
std::optional<std::string> SourceOf(const json::Document& script) {
  const json::Value content = script.root()["content"];
  if (!content.valid() || !content.is_string()) return std::nullopt;
  constexpr std::string_view kClosing = "\"}";
  std::string source = content.string();
  std::string member = "\"content\":\"";
  json::AppendEscaped(member, source);
  member += kClosing;
  const bool same = script.text().ends_with(member) &&
                    content.node().end + kClosing.size() == script.text().size();
  // A file that looks like an archive would be refused.
  if (!same || IsArchiveContent(source)) return std::nullopt;
  return source;
}

std::string WithoutContent(const json::Document& script) {
  return "{" +
         json::MembersWithout(script, [](const std::string& key) { return key == "content"; }) +
         "}";
}

class FileMaker {
 public:
  explicit FileMaker(const CompiledVersion& version) : version_(version) {
    std::uint64_t bytes = 0;
    for (const CompiledResource& resource : version.resources) bytes += resource.text.size();
    indent_ = bytes <= kMostIndented;
  }

  std::vector<ArchiveFile> Run() {
    for (const CompiledResource& resource : version_.resources) Add(resource);
    std::sort(files_.begin(), files_.end(),
              [](const ArchiveFile& a, const ArchiveFile& b) { return a.path < b.path; });
    return std::move(files_);
  }

 private:
  // The compiled text is what its author wrote, where a rendering would resolve the escapes of ids.
  void Add(const CompiledResource& resource) {
    std::string text(resource.text);
    const std::string id = resource.template_id.Text();
    if (resource.model == Model::kScript) {
      const auto script = json::Document::Parse(text, json::kStoredDepth);
      if (auto source = script ? SourceOf(*script) : std::nullopt) {
        files_.push_back({ScriptSourcePath(resource.name, id), std::move(*source)});
        text = WithoutContent(*script);
      }
    }
    files_.push_back({DocumentPath(resource.model, resource.name, id), Indented(std::move(text))});
  }

  std::string Indented(std::string text) const {
    if (!indent_ || text.size() > kLargestIndented) return text;
    const auto document = json::Document::Parse(text, json::kStoredDepth);
    if (!document) return text;
    const std::uint64_t bytes = text.size() + IndentBytes(document->root(), 0);
    return bytes > kMostGrowth * text.size() ? text : json::Pretty(document->root());
  }

  const CompiledVersion& version_;
  bool indent_ = true;
  std::vector<ArchiveFile> files_;
};

}  // namespace

std::vector<ArchiveFile> FilesOf(const CompiledVersion& version) {
  return FileMaker(version).Run();
}

Result<std::string> ZipOf(const CompiledVersion& version) {
  return WriteZipBytes(FilesOf(version));
}

std::uint64_t MostZipBytes(std::uint64_t version_bytes) {
  constexpr std::uint64_t kCopiesOfZip = 2;
  constexpr std::uint64_t kLargestDocument = 8ull * 1024 * 1024;
  constexpr std::uint64_t kCopiesOfOne = 5;  // parsed, indexed, edited, its source
  const std::uint64_t files =
      version_bytes <= kMostIndented ? kMostGrowth * version_bytes : version_bytes;
  return files + kCopiesOfZip * version_bytes +
         kCopiesOfOne * std::min(version_bytes, kLargestDocument);
}

}  // namespace imprint
