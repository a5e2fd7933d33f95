#include "bundle/complete.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/id.h"
#include "base/json/document.h"
#include "base/json/edit.h"
#include "base/json/pretty.h"
#include "base/json/writer.h"
#include "bundle/layout.h"
#include "model/references.h"

namespace imprint {
namespace {

struct Listed {
  Model model;
  std::string id;
  std::string name;
  std::string text;
};

// A connection that made-up exports and imports can share; no ObjectId of this age is in use.
constexpr std::string_view kMadeUpConnection = "000000000000000000000001";
constexpr std::string_view kMadeUpIntegration = "000000000000000000000002";

Result<std::vector<Listed>> Split(Model model, std::string_view json_array, const Limits& limits) {
  auto document = json::Document::Parse(json_array, limits.json_depth);
  if (!document) return tl::unexpected<Error>(std::move(document.error()));
  if (!document->root().is_array()) {
    return Fail(ErrorCode::kInvalidBundle, "The file must hold a JSON array of resources.");
  }
  std::vector<Listed> listed;
  for (const json::Value& item : document->root().items()) {
    const auto id = item.StringMember("_id");
    if (!id || !Id::FromObjectIdText(*id)) {
      return Fail(ErrorCode::kInvalidBundle,
                  "Every resource needs an _id of 24 lower-case hex digits.",
                  fmt::format("[{}]._id", listed.size()));
    }
    listed.push_back(
        {model, *id, item.StringMember("name").value_or(""), std::string(item.token())});
  }
  return listed;
}

/// Gives a list of resources what it refers to.
class Completer {
 public:
  Completer(std::vector<Listed>& listed, const Limits& limits) : listed_(listed), limits_(limits) {}

  void Run() {
    for (const Listed& resource : listed_) known_.insert(resource.id);
    const std::string integration = MainIntegration();
    for (std::size_t i = 0; i < listed_.size(); ++i) Gather(listed_[i], integration);
    // What is made up refers to the connection alone, so one pass sees everything.
    const std::size_t given = listed_.size();
    for (std::size_t i = 0; i < given; ++i) MakeUpFor(i);
    if (!known_.contains(integration)) MakeUp(Model::kIntegration, integration);
  }

 private:
  template <typename Visit>
  void ForEachReference(const Listed& resource, Visit&& visit) {
    const auto document = json::Document::Parse(resource.text, limits_.json_depth);
    if (!document) return;
    for (const FoundReference& found : FindReferences(resource.model, *document)) visit(found);
  }

  std::string MainIntegration() {
    std::map<std::string, int> count;
    for (const Listed& resource : listed_) {
      if (resource.model == Model::kIntegration) return resource.id;
      ForEachReference(resource, [&](const FoundReference& found) {
        if (found.path == "_integrationId") ++count[found.value];
      });
    }
    const auto most =
        std::max_element(count.begin(), count.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == count.end() ? std::string(kMadeUpIntegration) : most->first;
  }

  // Moves a resource into the one integration of the bundle.
  void Gather(Listed& resource, const std::string& integration) {
    auto document = json::Document::Parse(resource.text, limits_.json_depth);
    const json::Value value = document->root()["_integrationId"];
    if (!value.valid() || !value.is_string()) return;
    resource.text =
        json::ApplyEdits(document->text(), {{value.node().begin, value.node().end, integration}});
  }

  void MakeUpFor(std::size_t index) {
    std::vector<FoundReference> missing;
    ForEachReference(listed_[index], [&](const FoundReference& found) {
      if (found.rule->policy == ReferencePolicy::kRemap && !known_.contains(found.value) &&
          Id::FromObjectIdText(found.value)) {
        missing.push_back(found);
      }
    });
    for (const FoundReference& found : missing) {
      // A next flow may stay behind; only what a step needs is made up.
      const auto model = ModelByName(found.rule->target);
      if (model && *model != Model::kFlow && *model != Model::kIntegration)
        MakeUp(*model, found.value);
    }
  }

  void MakeUp(Model model, std::string id) {
    if (!known_.insert(id).second) return;
    const bool step = model == Model::kExport || model == Model::kImport;
    if (step) MakeUp(Model::kConnection, std::string(kMadeUpConnection));
    // Not the whole id: inside of a name it would be taken for a mention of the resource.
    Listed made{model, id, fmt::format("{} {}", NameOf(model), id.substr(18)), {}};
    json::Writer writer(made.text);
    writer.BeginObject().Key("_id").String(id).Key("name").String(made.name);
    if (model == Model::kConnection) writer.Key("type").String("http");
    if (step) {
      writer.Key("_connectionId").String(kMadeUpConnection);
      writer.Key("adaptorType").String(model == Model::kExport ? "HTTPExport" : "HTTPImport");
    }
    writer.EndObject();
    listed_.push_back(std::move(made));
  }

  std::vector<Listed>& listed_;
  const Limits& limits_;
  std::set<std::string> known_;
};

}  // namespace

Result<std::vector<ArchiveFile>> BundleFromList(Model model, std::string_view json_array,
                                                bool fill_missing, const Limits& limits) {
  auto listed = Split(model, json_array, limits);
  if (!listed) return tl::unexpected<Error>(std::move(listed.error()));
  if (fill_missing) Completer(*listed, limits).Run();
  std::vector<ArchiveFile> files;
  for (const Listed& resource : *listed) {
    const auto document = json::Document::Parse(resource.text, limits.json_depth);
    files.push_back(
        {DocumentPath(resource.model, resource.name, resource.id), json::Pretty(document->root())});
  }
  return files;
}

}  // namespace imprint
