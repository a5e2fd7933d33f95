#include "bundle/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json/document.h"
#include "base/json/edit.h"
#include "base/json/text.h"
#include "bundle/document_compiler.h"
#include "bundle/layout.h"
#include "bundle/problem_list.h"

namespace imprint {
namespace {

/// A resource's files, read and checked on their own.
struct SourceDocument {
  Model model;
  Id id;
  std::string_view file;
  json::Document document;
  bool has_source_file = false;
};

class BundleCompiler {
 public:
  explicit BundleCompiler(const Limits& limits)
      : limits_(limits), problems_(limits.bundle_problems) {}

  Result<CompiledVersion> Run(const std::vector<ArchiveFile>& files) {
    for (const ArchiveFile& file : files) Take(file);
    CheckCounts();
    AttachScripts();
    // References can only be judged when every id is known.
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    Order();
    NumberIds();
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    CompileAll();
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    return std::move(version_);
  }

 private:
  void Refuse(std::string message, std::string_view file,
              ErrorCode code = ErrorCode::kInvalidBundle) {
    problems_.Add(code, std::move(message), std::string(file));
  }

  void Take(const ArchiveFile& file) {
    const PlacedFile placed = PlaceFile(file.path);
    switch (placed.role) {
      case FileRole::kIgnored:
        return;
      case FileRole::kUnknown:
        return Refuse(
            "No part of a bundle: expected integration.json or a file in one of the "
            "bundle's folders (connections/, exports/, imports/, flows/, scripts/ ...).",
            file.path);
      case FileRole::kScriptSource:
        return TakeScript(file);
      case FileRole::kDocument:
        return TakeDocument(placed.model, file);
    }
  }

  void TakeScript(const ArchiveFile& file) {
    if (!json::IsUtf8(file.bytes)) return Refuse("The script is not UTF-8 text.", file.path);
    scripts_.emplace(file.path.substr(0, file.path.size() - 3), &file);
  }

  void TakeDocument(Model model, const ArchiveFile& file) {
    auto document = json::Document::Parse(file.bytes, limits_.json_depth);
    if (!document) return Refuse(document.error().message(), file.path);
    const json::Value root = document->root();
    if (!root.is_object()) return Refuse("A resource must be a JSON object.", file.path);
    const auto id_text = root.StringMember("_id");
    const auto id = Id::FromObjectIdText(id_text.value_or(""));
    if (!id) {
      return Refuse("A resource needs an _id of 24 lower-case hex digits.", file.path + ": _id");
    }
    documents_.push_back({model, *id, file.path, std::move(*document)});
  }

  void CheckCounts() {
    const auto integrations = std::count_if(
        documents_.begin(), documents_.end(),
        [](const SourceDocument& source) { return source.model == Model::kIntegration; });
    if (integrations == 0 && problems_.empty()) {
      Refuse("A bundle needs exactly one integration.json at its root.", "integration.json");
    }
    if (documents_.size() > limits_.bundle_resources) {
      Refuse(fmt::format("{} resources are more than the {} allowed.", documents_.size(),
                         limits_.bundle_resources),
             "", ErrorCode::kTooLarge);
    }
  }

  // A source belongs to the document of the same name, or of the same id in its name.
  void AttachScripts() {
    std::map<std::string, SourceDocument*> by_stem;
    for (SourceDocument& source : documents_) {
      if (source.model != Model::kScript) continue;
      by_stem.emplace(source.file.substr(0, source.file.size() - 5), &source);
      by_stem.emplace(source.id.Text(), &source);
    }
    for (const auto& [stem, file] : scripts_) {
      auto owner = by_stem.find(stem);
      if (owner == by_stem.end()) owner = by_stem.find(IdInFileName(file->path).value_or(""));
      if (owner == by_stem.end()) {
        Refuse("There is no scripts/*.json document that this source belongs to.", file->path);
      } else if (owner->second->has_source_file) {
        Refuse("The script has a second source file.", file->path);
      } else {
        Join(*owner->second, *file);
      }
    }
  }

  // The source becomes the document's "content", in place of one that it may have.
  void Join(SourceDocument& script, const ArchiveFile& source) {
    const std::string members = json::MembersWithout(
        script.document, [](const std::string& key) { return key == "content"; });
    std::string text = "{" + members + (members.empty() ? "" : ",") + "\"content\":";
    text += json::Quote(source.bytes) + "}";
    script.document = std::move(*json::Document::Parse(text, limits_.json_depth));
    script.has_source_file = true;
  }

  void Order() {
    std::sort(documents_.begin(), documents_.end(),
              [](const SourceDocument& a, const SourceDocument& b) {
                return std::tie(a.model, a.id) < std::tie(b.model, b.id);
              });
  }

  void NumberIds() {
    for (const SourceDocument& source : documents_) {
      CompiledResource resource;
      resource.model = source.model;
      resource.template_id = source.id;
      version_.resources.push_back(std::move(resource));
      Number(source.id, NameOf(source.model), source.file);
    }
    for (const SourceDocument& source : documents_) {
      for (const FoundReference& found : FindReferences(source.model, source.document)) {
        if (found.rule->policy != ReferencePolicy::kDefine) continue;
        const auto id = Id::FromObjectIdText(found.value);
        if (!id) {
          Refuse("An id must be 24 lower-case hex digits.",
                 fmt::format("{}: {}", source.file, found.path));
        } else if (Number(*id, found.rule->target, source.file)) {
          version_.embedded.push_back(*id);
        }
      }
    }
  }

  bool Number(const Id& id, std::string_view kind, std::string_view file) {
    const auto ordinal = static_cast<std::uint32_t>(ids_.size());
    const auto [entry, fresh] = ids_.try_emplace(id, BundleId{ordinal, kind});
    if (!fresh) {
      Refuse(fmt::format("The id {} is that of another {} of the bundle already.", id.Text(),
                         entry->second.kind),
             file);
    }
    return fresh;
  }

  void CompileAll() {
    CompileContext context{ids_, version_, problems_};
    for (std::uint32_t ordinal = 0; ordinal < documents_.size(); ++ordinal) {
      const SourceDocument& source = documents_[ordinal];
      CompileDocument(source.document, ordinal, source.file, context);
      WarnOfEmptyScript(ordinal, source);
    }
  }

  void WarnOfEmptyScript(std::uint32_t ordinal, const SourceDocument& source) {
    if (source.model != Model::kScript || source.document.root()["content"].valid()) return;
    version_.warnings.push_back({"script_without_source",
                                 "The script has no .js file and no content.",
                                 {ordinal, "content"}});
  }

  const Limits& limits_;
  ProblemList problems_;
  std::vector<SourceDocument> documents_;
  std::map<std::string, const ArchiveFile*> scripts_;
  BundleIds ids_;
  CompiledVersion version_;
};

}  // namespace

Result<CompiledVersion> Compile(const std::vector<ArchiveFile>& files, const Limits& limits) {
  return BundleCompiler(limits).Run(files);
}

}  // namespace imprint
