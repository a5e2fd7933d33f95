#include "app/export_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>

#include "app/export_secrets.h"
#include "app/export_text.h"
#include "app/world.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "bundle/layout.h"
#include "bundle/version_files.h"
#include "model/references.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::string_view kIntegrationField = "_integrationId";
constexpr std::string_view kGroupingField = "_flowGroupingId";
// The integration of what is in none; no ObjectId of this age is in use.
constexpr std::string_view kMadeUpIntegration = "000000000000000000000002";

Result<json::Document> Parse(const std::string& text) {
  return json::Document::Parse(text, json::kStoredDepth);
}

std::string NameIn(json::Value root) {
  return root.StringMember("name").value_or("");
}

/// Gathers in one state of the store; counts first and keeps nothing when it only measures.
class Gatherer {
 public:
  Gatherer(const Services& services, StoreReader& reader, const ExportScope& scope, bool measures,
           SecretVariables& secrets)
      : limits_(services.limits),
        versions_(services.versions),
        reader_(reader),
        scope_(scope),
        measures_(measures),
        secrets_(secrets),
        world_(reader, services, scope.account),
        unfiller_(services) {}

  Result<ExportMembers> Run() {
    auto root = world_.Find(scope_.id);
    if (!root) return Pass(root);
    if (!*root || (*root)->model != scope_.root) {
      return Fail(ErrorCode::kNotFound, fmt::format("{} not found.", NameOf(scope_.root)), "_id");
    }
    if (scope_.as_template) {
      auto values = AccountSecrets(reader_, scope_.account, (*root)->installation.get(), secrets_);
      if (!values) return Pass(values);
      unfiller_.Hide(std::move(*values));
    }
    if (auto named = NameIntegration(**root); !named) return Pass(named);
    const bool whole = scope_.root == Model::kIntegration;
    if (!whole) {
      if (auto added = AddFrame(); !added) return Pass(added);
    }
    if (auto added = Add(**root); !added) return Pass(added);
    if (whole) {
      if (auto added = AddContents(**root); !added) return Pass(added);
    }
    for (; next_ < open_.size(); ++next_) {
      auto found = world_.Find(open_[next_]);
      if (!found) return Pass(found);
      if (!*found) continue;
      if (auto added = Keep(**found); !added) return Pass(added);
    }
    return std::move(members_);
  }

  std::uint64_t bytes() const { return bytes_; }

 private:
  // ---- the integration ----

  Status NameIntegration(const FoundResource& root) {
    auto document = Parse(root.document);
    if (!document) return Pass(document);
    members_.name = unfiller_.Name(NameIn(document->root()));
    const auto own = document->root().StringMember(kIntegrationField);
    const auto id = own ? Id::FromObjectIdText(*own) : std::nullopt;
    if (root.model == Model::kIntegration) {
      members_.integration = root.id.id;
    } else if (!scope_.into.empty()) {
      members_.integration = scope_.into;
      if (id && *id != scope_.into) return MatchGroupings(*id);
    } else if (id) {
      members_.integration = *id;
    }
    return {};
  }

  // Flow groupings of the root's own integration become those of the same name in the other one.
  Status MatchGroupings(const Id& own) {
    auto from = GroupingsOf(own);
    if (!from) return Pass(from);
    auto to = GroupingsOf(scope_.into);
    if (!to) return Pass(to);
    for (const auto& [id, name] : *from) {
      const auto same = [&](const auto& other) { return other.second == name; };
      const auto found = std::find_if(to->begin(), to->end(), same);
      if (found != to->end()) groupings_.emplace(id, found->first);
    }
    return {};
  }

  // Ids and names.
  Result<std::vector<std::pair<std::string, std::string>>> GroupingsOf(const Id& integration) {
    std::vector<std::pair<std::string, std::string>> groupings;
    auto found = world_.Find(integration);
    if (!found) return Pass(found);
    if (!*found || (*found)->model != Model::kIntegration) return groupings;
    auto document = Parse((*found)->document);
    if (!document) return Pass(document);
    const json::Value list = document->root()["flowGroupings"];
    if (!list.valid()) return groupings;
    list.ForEachItem([&](json::Value item) {
      const auto id = item.StringMember("_id");
      if (id) groupings.emplace_back(*id, NameIn(item));
    });
    return groupings;
  }

  // A bundle needs an integration around its root: its document, without what else is in it.
  Status AddFrame() {
    std::optional<FoundResource> found;
    if (!members_.integration.empty()) {
      auto looked_up = world_.Find(members_.integration);
      if (!looked_up) return Pass(looked_up);
      found = std::move(*looked_up);
    }
    if (found && found->model == Model::kIntegration) {
      seen_.insert(found->id.id);
      return scope_.as_template ? Keep(*found) : KeepFrame(*found);
    }
    if (!scope_.into.empty()) {
      return Fail(ErrorCode::kInvalidReference, "There is no Integration with this id.",
                  std::string(kIntegrationField));
    }
    members_.made_up = true;
    members_.integration = *Id::FromObjectIdText(kMadeUpIntegration);
    const std::string name = members_.name.empty() ? "Integration" : members_.name;
    return Take(
        Model::kIntegration, members_.integration, name,
        fmt::format("{{\"_id\":\"{}\",\"name\":{}}}", kMadeUpIntegration, json::Quote(name)));
  }

  // What is copied into an integration needs its name and its flow groupings alone.
  Status KeepFrame(const FoundResource& found) {
    auto document = Parse(found.document);
    if (!document) return Pass(document);
    auto list = GroupingsOf(found.id.id);
    if (!list) return Pass(list);
    std::string groupings;
    for (const auto& [id, name] : *list) {
      groupings += fmt::format("{}{{\"_id\":{},\"name\":{}}}", groupings.empty() ? "" : ",",
                               json::Quote(id), json::Quote(name));
    }
    const std::string name = NameIn(document->root());
    return Take(Model::kIntegration, found.id.id, name,
                fmt::format("{{\"_id\":\"{}\",\"name\":{},\"flowGroupings\":[{}]}}",
                            found.id.Text(), json::Quote(name), groupings));
  }

  // ---- what is in an integration ----

  Status AddContents(const FoundResource& integration) {
    if (integration.installation) {
      if (auto added = AddBrought(*integration.installation); !added) return added;
    }
    auto into = reader_.InstallationsUsing(scope_.account, integration.id.id);
    if (!into) return Pass(into);
    for (const InstallationId& id : *into) {
      auto installation = reader_.FindInstallation(scope_.account, id);
      if (!installation) return Pass(installation);
      if (!*installation || IdOf(**installation, 0) != integration.id.id) continue;
      if (auto added = AddBrought(**installation); !added) return added;
    }
    auto rows = reader_.FindReferrers(scope_.account, integration.id.id);
    if (!rows) return Pass(rows);
    for (const ResourceId& id : *rows) {
      if (auto added = AddIfIn(id.id, false); !added) return added;
    }
    return {};
  }

  Status AddBrought(const Installation& installation) {
    auto version = versions_.Get(installation.version);
    if (!version) return Pass(version);
    for (std::uint32_t ordinal = 0; ordinal < (*version)->resources.size(); ++ordinal) {
      if (!Installs(**version, installation, ordinal)) continue;
      if (auto added = AddIfIn(IdOf(installation, ordinal), true); !added) return added;
    }
    return {};
  }

  // `brought`: it belongs to the integration unless it says that it is in another one.
  Status AddIfIn(const Id& id, bool brought) {
    if (seen_.contains(id)) return {};
    auto found = world_.Find(id);
    if (!found) return Pass(found);
    if (!*found || (*found)->model == Model::kIntegration) return {};
    auto document = Parse((*found)->document);
    if (!document) return Pass(document);
    const auto named = document->root().StringMember(kIntegrationField);
    const bool here = named ? *named == members_.integration.Text() : brought;
    return here ? Add(**found) : Status();
  }

  // ---- what they need ----

  Status Add(const FoundResource& found) {
    if (!seen_.insert(found.id.id).second) return {};
    return Keep(found);
  }

  Status Keep(const FoundResource& found) {
    if (found.installation) Note(*found.installation);
    if (found.model == Model::kConnection && !scope_.as_template) return KeepStub(found);
    std::string text = found.document;
    if (scope_.as_template) {
      auto unfilled = unfiller_.Text(found);
      if (!unfilled) return Pass(unfilled);
      text = std::move(*unfilled);
    }
    auto document = Parse(text);
    if (!document) return Pass(document);
    if (auto followed = Follow(found, *document); !followed) return followed;
    FollowMentions(document->text());
    const std::string name = NameIn(document->root());
    auto placed = Placed(found, *document);
    if (!placed) return Pass(placed);
    return Take(found.model, found.id.id, name, std::move(*placed));
  }

  // Whatever is in another integration comes along into this one, and so does a template's root
  // that is in none.
  Result<std::string> Placed(const FoundResource& found, const json::Document& document) const {
    const json::Value own = document.root()[kIntegrationField];
    const bool moves = own.valid() && own.is_string() && (scope_.as_template || !members_.made_up);
    const bool root_of_template =
        scope_.as_template && found.id.id == scope_.id && found.model != Model::kIntegration;
    const std::string id = members_.integration.Text();
    std::string text(document.text());
    if ((moves && !own.Is(id)) || (root_of_template && !moves)) {
      text = WithField(document, kIntegrationField, id);
    }
    const auto grouping = document.root().StringMember(kGroupingField);
    const auto matched = grouping ? groupings_.find(*grouping) : groupings_.end();
    if (matched == groupings_.end()) return text;
    auto moved = Parse(text);
    if (!moved) return Pass(moved);
    return WithField(*moved, kGroupingField, matched->second);
  }

  Status KeepStub(const FoundResource& connection) {
    auto document = Parse(connection.document);
    if (!document) return Pass(document);
    const std::string name = NameIn(document->root());
    return Take(Model::kConnection, connection.id.id, name,
                fmt::format("{{\"_id\":\"{}\",\"name\":{},\"type\":{}}}", connection.id.Text(),
                            json::Quote(name),
                            json::Quote(document->root().StringMember("type").value_or(""))));
  }

  Status Follow(const FoundResource& from, const json::Document& document) {
    // The frame of a flow is there for the flow: only what it cannot be without comes with it.
    const bool frame = from.model == Model::kIntegration && scope_.root != Model::kIntegration;
    for (const FoundReference& reference : FindReferences(from.model, document)) {
      const ReferenceRule& rule = *reference.rule;
      if (rule.policy != ReferencePolicy::kRemap && rule.policy != ReferencePolicy::kLenient) {
        continue;
      }
      if (frame && rule.missing != MissingTarget::kRefuse) continue;
      const auto model = ModelByName(rule.target);
      const auto id = Id::FromObjectIdText(reference.value);
      // Flows come by the integration that they are in, and other integrations not at all.
      if (!model || !id || *model == Model::kIntegration || *model == Model::kFlow) continue;
      if (seen_.contains(*id)) continue;
      auto target = world_.Find(*id);
      if (!target) return Pass(target);
      if (!*target || (*target)->model != *model) continue;
      seen_.insert(*id);
      open_.push_back(*id);
    }
    return {};
  }

  // A connection that stands for a template's may be mentioned in text alone, as the template's
  // was.
  void FollowMentions(std::string_view text) {
    if (bound_.empty()) return;
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::size_t end = at;
      while (end < text.size() && is_word(text[end])) ++end;
      const auto id = Id::FromObjectIdText(text.substr(at, end - at));
      if (id && bound_.contains(*id) && seen_.insert(*id).second) open_.push_back(*id);
      at = end;
    }
  }

  void Note(const Installation& installation) {
    if (!noted_.insert(installation.id.id).second) return;
    for (const auto& [ordinal, id] : installation.bindings.connections) {
      if (ordinal > 0) bound_.insert(id);
    }
    members_.installations.push_back(installation);
  }

  Status Take(Model model, const Id& id, std::string name, std::string text) {
    bytes_ += text.size();
    if (++count_ > limits_.bundle_resources || bytes_ > limits_.bundle_total_bytes) {
      return Fail(ErrorCode::kInvalidBundle,
                  fmt::format("This is more than the {} resources or {} bytes that a template "
                              "may have.",
                              limits_.bundle_resources, limits_.bundle_total_bytes));
    }
    if (!measures_) members_.documents.push_back({model, id, std::move(name), std::move(text)});
    return {};
  }

  const Limits& limits_;
  VersionCache& versions_;
  StoreReader& reader_;
  const ExportScope& scope_;
  const bool measures_;
  SecretVariables& secrets_;
  World world_;
  Unfiller unfiller_;
  ExportMembers members_;
  std::map<std::string, std::string> groupings_;  // of the root's own integration -> of the other
  std::unordered_set<Id> seen_;
  std::vector<Id> open_;  // found, and still to be kept
  std::size_t next_ = 0;
  std::unordered_set<Id> noted_;
  std::unordered_set<Id> bound_;  // what their templates' connections and groupings stand for
  std::uint64_t bytes_ = 0;
  std::uint64_t count_ = 0;
};

Result<std::uint64_t> Gather(const Services& services, const ExportScope& scope, bool measures,
                             SecretVariables& secrets, ExportMembers& members) {
  std::uint64_t bytes = 0;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    Gatherer gatherer(services, reader, scope, measures, secrets);
    auto gathered = gatherer.Run();
    if (!gathered) return Pass(gathered);
    members = std::move(*gathered);
    bytes = gatherer.bytes();
    return {};
  });
  if (!read) return Pass(read);
  return bytes;
}

}  // namespace

Result<ExportMembers> GatherMembers(const Services& services, const ExportScope& scope) {
  constexpr std::uint64_t kCopies = 3;  // gathered, compiled, with other ids
  SecretVariables secrets(services);
  ExportMembers members;
  auto bytes = Gather(services, scope, true, secrets, members);
  if (!bytes) return Pass(bytes);
  auto held = HoldMemory(services, kCopies * *bytes + MostZipBytes(*bytes));
  if (!held) return Pass(held);
  auto gathered = Gather(services, scope, false, secrets, members);
  if (!gathered) return Pass(gathered);
  members.held = std::move(*held);
  return members;
}

std::vector<ArchiveFile> FilesOfMembers(std::vector<ExportedDocument> documents) {
  std::vector<ArchiveFile> files;
  files.reserve(documents.size());
  for (ExportedDocument& document : documents) {
    files.push_back({DocumentPath(document.model, document.name, document.id.Text()),
                     std::move(document.text)});
  }
  return files;
}

}  // namespace imprint
