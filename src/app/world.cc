#include "app/world.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/json/document.h"
#include "base/json/stored_depth.h"

namespace imprint {
namespace {

/// Keeps the ids of all that a list walks over.
class IdWindow {
 public:
  static constexpr bool full() { return false; }
  template <typename Make>
  Status Offer(const Id& id, Make&&) {
    ids_.push_back(id);
    return {};
  }
  std::vector<Id> Take() { return std::move(ids_); }

 private:
  std::vector<Id> ids_;
};

/// Shows all that a list walks over, and keeps nothing.
class Showing {
 public:
  using Visit = std::function<void(const Id&, const std::string&)>;
  explicit Showing(const Visit& visit) : visit_(visit) {}
  static constexpr bool full() { return false; }
  template <typename Make>
  Status Offer(const Id& id, Make&& make) {
    auto document = make();
    if (!document) return Pass(document);
    visit_(id, *document);
    return {};
  }

 private:
  const Visit& visit_;
};

/// Counts what a list walks over and keeps what falls into its window.
class Window {
 public:
  Window(std::size_t skip, std::size_t limit, std::size_t bytes)
      : skip_(skip), limit_(limit), bytes_(bytes) {
    page_.array = "[";
  }
  bool full() const { return page_.more; }

  /// `make` gives the document; it is called only for what is kept.
  template <typename Make>
  Status Offer(const Id&, Make&& make) {
    if (skip_ > 0) {
      --skip_;
      return {};
    }
    // After a document that is alone over the bound nothing else fits.
    if (page_.size() == limit_ || page_.cut) {
      page_.more = true;
      return {};
    }
    auto document = make();
    if (!document) return Pass(document);
    Keep(*document);
    return {};
  }
  World::Page Take() {
    page_.array += ']';
    return std::move(page_);
  }

 private:
  void Keep(const std::string& document) {
    const std::size_t needed = page_.array.size() + document.size() + 2;  // a comma, a bracket
    page_.cut = needed > bytes_;
    if (page_.cut && page_.size() > 0) {
      page_.more = true;
      return;
    }
    // What is large is not to be copied each time it grows.
    if (needed > kLarge && needed > page_.array.capacity()) {
      page_.array.reserve(std::max(needed, bytes_));
    }
    if (page_.size() > 0) page_.array += ',';
    page_.array += document;
    page_.ends.push_back(page_.array.size());
  }

  static constexpr std::size_t kLarge = 256 * 1024;

  std::size_t skip_;
  std::size_t limit_;
  std::size_t bytes_;
  World::Page page_;
};

/// Makes documents of one installation: by what they share, where there are enough of them for that
/// to be worth working out.
class Rendering {
 public:
  Rendering(const Services& services, const CompiledVersion& version,
            const Installation& installation, std::size_t documents)
      : services_(services),
        version_(version),
        installation_(installation),
        shares_(documents >= (version.id_count() + version.variables.size()) / kShare) {}

  std::string Make(std::uint32_t ordinal) const {
    std::string document;
    if (shares_ && !renderer_) renderer_.emplace(version_, installation_);
    if (renderer_) {
      renderer_->Append(ordinal, document);
    } else {
      RenderInstalled(version_, installation_, ordinal, document);
    }
    services_.metrics.Add(Count::kRenders);
    return document;
  }

 private:
  static constexpr std::size_t kShare = 8;

  const Services& services_;
  const CompiledVersion& version_;
  const Installation& installation_;
  const bool shares_;
  mutable std::optional<Renderer> renderer_;  // made for the first document that is asked for
};

/// Merges stored rows and installations, both ascending by id, into a window.
template <typename Into>
class Lister {
 public:
  Lister(StoreReader& reader, const Services& services, AccountId account, Model model,
         std::vector<Resource> rows, Into& window)
      : reader_(reader),
        services_(services),
        account_(account),
        model_(model),
        rows_(std::move(rows)),
        window_(window) {
    for (const Resource& row : rows_) by_id_.emplace(row.id.id, &row);
  }

  Status Run() {
    Status status;
    Status scanned = reader_.ScanInstallations(account_, {}, [&](const Installation& installation) {
      status = Visit(installation);
      return status.has_value() && !window_.full();
    });
    if (!scanned) return scanned;
    if (!status) return status;
    return OfferMadeBefore(nullptr);
  }

 private:
  Status Visit(const Installation& installation) {
    if (auto offered = OfferMadeBefore(&installation.id.id); !offered) return offered;
    auto version = services_.versions.Get(installation.version);
    if (!version) return Pass(version);
    const std::vector<std::uint32_t> ordinals = (*version)->OrdinalsOf(model_);
    const Rendering render(services_, **version, installation, ordinals.size());
    for (const std::uint32_t ordinal : ordinals) {
      if (window_.full()) return {};
      if (!Installs(**version, installation, ordinal)) continue;
      if (auto offered = OfferInstalled(installation, ordinal, render); !offered) return offered;
    }
    return {};
  }

  Status OfferInstalled(const Installation& installation, std::uint32_t ordinal,
                        const Rendering& render) {
    const auto changed = by_id_.find(IdOf(installation, ordinal));
    if (changed != by_id_.end()) {
      if (changed->second->origin == ResourceOrigin::kTombstone) return {};
      return OfferRow(changed->second->id);
    }
    return window_.Offer(IdOf(installation, ordinal),
                         [&]() -> Result<std::string> { return render.Make(ordinal); });
  }

  // What the account made itself, up to `before` or, without one, all that is left.
  Status OfferMadeBefore(const Id* before) {
    for (; next_ < rows_.size() && !window_.full(); ++next_) {
      if (before && rows_[next_].id.id >= *before) return {};
      if (rows_[next_].origin != ResourceOrigin::kMade) continue;
      if (auto offered = OfferRow(rows_[next_].id); !offered) return offered;
    }
    return {};
  }

  Status OfferRow(ResourceId id) {
    return window_.Offer(id.id, [&]() -> Result<std::string> {
      auto row = reader_.FindResource(account_, id);
      if (!row) return Pass(row);
      return *row ? std::move((*row)->document) : std::string();
    });
  }

  StoreReader& reader_;
  const Services& services_;
  AccountId account_;
  Model model_;
  std::vector<Resource> rows_;
  std::unordered_map<Id, const Resource*> by_id_;
  std::size_t next_ = 0;
  Into& window_;
};

std::string NameIn(const std::string& text) {
  const auto document = json::Document::Parse(text, json::kStoredDepth);
  return document ? document->root().StringMember("name").value_or("") : "";
}

}  // namespace

Result<std::optional<FoundResource>> World::Find(const Id& id) {
  auto row = reader_.FindResource(account_, ResourceId(id));
  if (!row) return Pass(row);
  if (!*row) return FindInstalled(id);
  if ((*row)->origin == ResourceOrigin::kTombstone) return std::nullopt;
  FoundResource found{.id = (*row)->id,
                      .model = (*row)->model,
                      .document = (*row)->document,
                      .row = std::move(*row),
                      .installation = {},
                      .source = {}};
  if (found.row->installation) {
    auto installation = FindInstallation(*found.row->installation);
    if (!installation) return Pass(installation);
    if (*installation) {
      auto version = services_.versions.Get((*installation)->version);
      if (!version) return Pass(version);
      const auto ordinal = OrdinalOf(**installation, id);
      if (ordinal) found.source = (*version)->TemplateIdOf(*ordinal);
      found.installation = std::move(*installation);
    }
  }
  return found;
}

Result<World::InstallationPtr> World::FindInstallation(InstallationId id) {
  for (const InstallationPtr& known : remembered_) {
    if (known->id == id) return known;
  }
  auto found = reader_.FindInstallation(account_, id);
  if (!found) return Pass(found);
  return Remember(std::move(*found));
}

Result<World::InstallationPtr> World::FindInstallationHolding(const Id& id) {
  for (const InstallationPtr& known : remembered_) {
    if (OrdinalOf(*known, id)) return known;
  }
  auto found = reader_.FindInstallationHolding(account_, id);
  if (!found) return Pass(found);
  return Remember(std::move(*found));
}

World::InstallationPtr World::Remember(std::optional<Installation> found) {
  constexpr std::size_t kMost = 4;
  if (!found) return nullptr;
  auto installation = std::make_shared<const Installation>(std::move(*found));
  if (!remembers_) return installation;
  if (remembered_.size() == kMost) remembered_.erase(remembered_.begin());
  remembered_.push_back(installation);
  return installation;
}

Result<std::optional<FoundResource>> World::FindInstalled(const Id& id) {
  auto installation = FindInstallationHolding(id);
  if (!installation) return Pass(installation);
  if (!*installation) return std::nullopt;
  auto version = services_.versions.Get((*installation)->version);
  if (!version) return Pass(version);
  const auto ordinal = OrdinalOf(**installation, id);
  if (!ordinal || !Installs(**version, **installation, *ordinal)) return std::nullopt;
  const CompiledResource& resource = (*version)->resources[*ordinal];
  FoundResource found{.id = ResourceId(id),
                      .model = resource.model,
                      .document = {},
                      .row = {},
                      .installation = std::move(*installation),
                      .source = resource.template_id};
  RenderInstalled(**version, *found.installation, *ordinal, found.document);
  services_.metrics.Add(Count::kRenders);
  return found;
}

std::vector<std::string_view> World::Page::Documents() const {
  std::vector<std::string_view> documents;
  std::size_t begin = 1;
  for (const std::size_t end : ends) {
    documents.push_back(std::string_view(array).substr(begin, end - begin));
    begin = end + 1;
  }
  return documents;
}

Result<World::Page> World::List(Model model, std::size_t skip, std::size_t limit,
                                std::size_t bytes) {
  auto rows = reader_.ListResources(account_, model);
  if (!rows) return Pass(rows);
  Window window(skip, limit, bytes);
  Lister lister(reader_, services_, account_, model, std::move(*rows), window);
  if (auto listed = lister.Run(); !listed) return Pass(listed);
  return window.Take();
}

Result<std::vector<Id>> World::Ids(Model model) {
  auto rows = reader_.ListResources(account_, model);
  if (!rows) return Pass(rows);
  IdWindow window;
  Lister lister(reader_, services_, account_, model, std::move(*rows), window);
  if (auto listed = lister.Run(); !listed) return Pass(listed);
  return window.Take();
}

Status World::ForEach(Model model,
                      const std::function<void(const Id&, const std::string&)>& visit) {
  auto rows = reader_.ListResources(account_, model);
  if (!rows) return Pass(rows);
  Showing showing(visit);
  return Lister(reader_, services_, account_, model, std::move(*rows), showing).Run();
}

Status World::AddUser(const Id& id, const Id& target, std::vector<ResourceUser>& users) {
  if (id == target) return {};
  auto user = Find(id);
  if (!user) return Pass(user);
  if (*user) users.push_back({(*user)->id, (*user)->model, NameIn((*user)->document)});
  return {};
}

Status World::AddInstalledUsers(const Installation& installation, std::uint32_t target_ordinal,
                                const Id& target, std::vector<ResourceUser>& users) {
  auto version = services_.versions.Get(installation.version);
  if (!version) return Pass(version);
  auto changes = reader_.ListChanges(account_, installation.id);
  if (!changes) return Pass(changes);
  std::unordered_set<Id> changed;
  for (const Resource& row : *changes) changed.insert(row.id.id);
  for (std::uint32_t ordinal = 0; ordinal < (*version)->resources.size(); ++ordinal) {
    const auto& references = (*version)->resources[ordinal].references;
    if (!std::binary_search(references.begin(), references.end(), target_ordinal)) continue;
    if (!Installs(**version, installation, ordinal)) continue;
    const Id id = IdOf(installation, ordinal);
    if (changed.contains(id)) continue;  // its own row tells what it refers to now
    if (auto added = AddUser(id, target, users); !added) return added;
  }
  return {};
}

Result<std::vector<ResourceUser>> World::UsersOf(const Id& id) {
  std::vector<ResourceUser> users;
  auto referrers = reader_.FindReferrers(account_, id);
  if (!referrers) return Pass(referrers);
  for (const ResourceId& referrer : *referrers) {
    if (auto added = AddUser(referrer.id, id, users); !added) return Pass(added);
  }
  auto holding = reader_.FindInstallationHolding(account_, id);
  if (!holding) return Pass(holding);
  if (*holding) {
    const auto ordinal = OrdinalOf(**holding, id);
    // What is bound to something else has an id that nothing refers to.
    if (IdOf(**holding, *ordinal) == id) {
      auto added = AddInstalledUsers(**holding, *ordinal, id, users);
      if (!added) return Pass(added);
    }
  }
  auto bound = reader_.InstallationsUsing(account_, id);
  if (!bound) return Pass(bound);
  for (const InstallationId& installation_id : *bound) {
    auto installation = reader_.FindInstallation(account_, installation_id);
    if (!installation) return Pass(installation);
    if (!*installation) continue;
    for (const auto& [ordinal, connection] : (*installation)->bindings.connections) {
      if (connection != id) continue;
      auto added = AddInstalledUsers(**installation, ordinal, id, users);
      if (!added) return Pass(added);
    }
  }
  const auto by_model_and_id = [](const ResourceUser& a, const ResourceUser& b) {
    return std::tie(a.model, a.id) < std::tie(b.model, b.id);
  };
  std::sort(users.begin(), users.end(), by_model_and_id);
  users.erase(std::unique(users.begin(), users.end(),
                          [](const auto& a, const auto& b) { return a.id == b.id; }),
              users.end());
  return users;
}

}  // namespace imprint
