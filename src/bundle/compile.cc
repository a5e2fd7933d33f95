#include "bundle/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/json/document.h"
#include "base/json/edit.h"
#include "base/json/text.h"
#include "bundle/document_compiler.h"
#include "bundle/layout.h"
#include "bundle/problem_list.h"

namespace imprint {
namespace {

/// A reference field that makes its value an id of the bundle.
struct Defined {
  std::string path;
  std::string value;
  std::string_view kind;
};

/// What is kept of a resource's file between the two readings.
struct SourceDocument {
  Model model;
  Id id;
  std::size_t file;                   // in the source
  std::optional<std::size_t> script;  // the file that holds its text
  std::vector<Defined> defined;
};

// Most models do not, and their documents need not be looked through.
bool DefinesIds(Model model) {
  const auto rules = ReferenceRules();
  return std::any_of(rules.begin(), rules.end(), [&](const ReferenceRule& rule) {
    return rule.model == model && rule.policy == ReferencePolicy::kDefine;
  });
}

class BundleCompiler {
 public:
  BundleCompiler(BundleSource& files, const Limits& limits, SecretText secrets)
      : files_(files),
        limits_(limits),
        secrets_(secrets),
        problems_(limits.bundle_problems),
        damaged_(limits.bundle_problems) {}

  Result<CompiledVersion> Run() {
    if (auto taken = TakeAll(); !taken) return Fail(std::move(taken.error()));
    if (!damaged_.empty()) return Fail(std::move(damaged_).Take());
    CheckCounts();
    AttachScripts();
    // References can only be judged when every id is known.
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    Order();
    NumberIds();
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    if (auto compiled = CompileAll(); !compiled) return Fail(std::move(compiled.error()));
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    return std::move(version_);
  }

 private:
  void Refuse(std::string message, std::string_view file,
              ErrorCode code = ErrorCode::kInvalidBundle) {
    problems_.Add(code, std::move(message), std::string(file));
  }

  // ---- the first reading ----

  // Fails only when a file cannot be read at all.
  Status TakeAll() {
    std::string buffer;
    for (std::size_t file = 0; file < files_.size(); ++file) {
      auto bytes = files_.Read(file, buffer);
      if (!bytes && bytes.error().code() != ErrorCode::kInvalidBundle) {
        return Fail(std::move(bytes.error()));
      }
      if (!bytes) {
        damaged_.Add(std::move(bytes.error().problems.front()));
      } else {
        Take(file, *bytes);
      }
    }
    return {};
  }

  void Take(std::size_t file, std::string_view bytes) {
    const PlacedFile placed = PlaceFile(files_.path(file));
    switch (placed.role) {
      case FileRole::kIgnored:
        return;
      case FileRole::kUnknown:
        return Refuse(
            "No part of a bundle: expected integration.json or a file in one of the "
            "bundle's folders (connections/, exports/, imports/, flows/, scripts/ ...).",
            files_.path(file));
      case FileRole::kScriptSource:
        return TakeScript(file, bytes);
      case FileRole::kDocument:
        return TakeDocument(placed.model, file, bytes);
    }
  }

  void TakeScript(std::size_t file, std::string_view bytes) {
    if (!json::IsUtf8(bytes)) return Refuse("The script is not UTF-8 text.", files_.path(file));
    const std::string_view path = files_.path(file);
    scripts_.emplace(path.substr(0, path.size() - 3), file);
  }

  void TakeDocument(Model model, std::size_t file, std::string_view bytes) {
    const std::string_view path = files_.path(file);
    const auto document = json::Document::Parse(bytes, limits_.json_depth, kMostValues);
    if (!document) return Refuse(document.error().message(), path);
    const json::Value root = document->root();
    if (!root.is_object()) return Refuse("A resource must be a JSON object.", path);
    const auto id = Id::FromObjectIdText(root.StringMember("_id").value_or(""));
    if (!id) {
      return Refuse("A resource needs an _id of 24 lower-case hex digits.",
                    fmt::format("{}: _id", path));
    }
    documents_.push_back({model, *id, file, std::nullopt, DefinedIn(model, *document)});
  }

  static std::vector<Defined> DefinedIn(Model model, const json::Document& document) {
    std::vector<Defined> defined;
    if (!DefinesIds(model)) return defined;
    for (FoundReference& found : FindReferences(model, document)) {
      if (found.rule->policy != ReferencePolicy::kDefine) continue;
      defined.push_back({std::move(found.path), std::move(found.value), found.rule->target});
    }
    return defined;
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
    std::map<std::string, SourceDocument*, std::less<>> by_stem;
    for (SourceDocument& source : documents_) {
      if (source.model != Model::kScript) continue;
      const std::string_view path = files_.path(source.file);
      by_stem.emplace(path.substr(0, path.size() - 5), &source);
      by_stem.emplace(source.id.Text(), &source);
    }
    for (const auto& [stem, file] : scripts_) {
      const std::string_view path = files_.path(file);
      auto owner = by_stem.find(stem);
      if (owner == by_stem.end()) owner = by_stem.find(IdInFileName(path).value_or(""));
      if (owner == by_stem.end()) {
        Refuse("There is no scripts/*.json document that this source belongs to.", path);
      } else if (owner->second->script) {
        Refuse("The script has a second source file.", path);
      } else {
        owner->second->script = file;
      }
    }
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
      Number(source.id, NameOf(source.model), files_.path(source.file));
    }
    for (const SourceDocument& source : documents_) {
      const std::string_view path = files_.path(source.file);
      for (const Defined& defined : source.defined) {
        const auto id = Id::FromObjectIdText(defined.value);
        if (!id) {
          Refuse("An id must be 24 lower-case hex digits.",
                 fmt::format("{}: {}", path, defined.path));
        } else if (Number(*id, defined.kind, path)) {
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

  // ---- the second reading ----

  // Fails only when a file cannot be read any more.
  Status CompileAll() {
    CompileContext context{ids_, version_, problems_, secrets_ == SecretText::kRefuse};
    for (std::uint32_t ordinal = 0; ordinal < documents_.size(); ++ordinal) {
      const SourceDocument& source = documents_[ordinal];
      auto document = ReadAgain(source);
      if (!document) return Fail(std::move(document.error()));
      if (!*document) continue;
      CompileDocument(**document, ordinal, files_.path(source.file), context);
      WarnOfEmptyScript(ordinal, source.model, **document);
    }
    return {};
  }

  // Nothing, with the problem noted, for a script that cannot be joined with its source.
  Result<std::optional<json::Document>> ReadAgain(const SourceDocument& source) {
    std::string buffer;
    auto bytes = files_.Read(source.file, buffer);
    if (!bytes) return Fail(std::move(bytes.error()));
    auto document = json::Document::Parse(*bytes, limits_.json_depth, kMostValues);
    if (!document) return Changed();
    if (!source.script) return std::optional(std::move(*document));
    auto text = files_.Read(*source.script, buffer);
    if (!text) return Fail(std::move(text.error()));
    const std::string joined = Join(*document, *text);
    buffer = std::string();
    if (joined.size() > limits_.bundle_file_bytes) {
      Refuse(fmt::format("The script would take {} bytes as JSON; the limit for one file is {}.",
                         joined.size(), limits_.bundle_file_bytes),
             files_.path(*source.script), ErrorCode::kTooLarge);
      return std::nullopt;
    }
    document = json::Document::Parse(joined, limits_.json_depth, kMostValues);
    if (!document) return Changed();
    return std::optional(std::move(*document));
  }

  static tl::unexpected<Error> Changed() {
    return Fail(Error(ErrorCode::kUnavailable, "The bundle cannot be read; try again.")
                    .WithDetail("a file of a bundle is another when it is read again"));
  }

  // The source becomes the document's "content", in place of one that it may have.
  static std::string Join(const json::Document& script, std::string_view source) {
    const std::string members =
        json::MembersWithout(script, [](const std::string& key) { return key == "content"; });
    std::string text = "{" + members + (members.empty() ? "" : ",") + "\"content\":\"";
    text.reserve(text.size() + source.size() + source.size() / 16 + 2);
    json::AppendEscaped(text, source);
    text += "\"}";
    return text;
  }

  void WarnOfEmptyScript(std::uint32_t ordinal, Model model, const json::Document& document) {
    if (model != Model::kScript || document.root()["content"].valid()) return;
    version_.warnings.push_back({"script_without_source",
                                 "The script has no .js file and no content.",
                                 {ordinal, "content"}});
  }

  // An index of a document's values takes several times their bytes.
  static constexpr std::size_t kMostValues = 1'000'000;

  BundleSource& files_;
  const Limits& limits_;
  const SecretText secrets_;
  ProblemList problems_;
  ProblemList damaged_;  // of the archive, which come before those of its documents
  std::vector<SourceDocument> documents_;
  std::map<std::string, std::size_t, std::less<>> scripts_;  // by path without ".js"
  BundleIds ids_;
  CompiledVersion version_;
};

}  // namespace

Result<CompiledVersion> Compile(BundleSource& files, const Limits& limits, SecretText secrets) {
  return BundleCompiler(files, limits, secrets).Run();
}

Result<CompiledVersion> Compile(const std::vector<ArchiveFile>& files, const Limits& limits) {
  FilesInMemory source(files);
  return Compile(source, limits);
}

std::uint64_t MostCompileBytes(std::uint64_t all_files, std::uint64_t largest_file) {
  constexpr std::uint64_t kCopiesOfOne = 5;  // coded, parsed twice, edited, indexed
  return all_files + kCopiesOfOne * largest_file;
}

}  // namespace imprint
