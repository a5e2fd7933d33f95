#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"
#include "model/compiled.h"
#include "model/records.h"
#include "model/render.h"
#include "ports/store.h"

namespace imprint {

/// A resource that an account has, whether it is stored or rendered.
struct FoundResource {
  ResourceId id;
  Model model = Model::kIntegration;
  std::string document;
  std::optional<Resource> row;                       // when it is stored
  std::shared_ptr<const Installation> installation;  // when a template brought it
  Id source;                                         // in that template
};

/// Something that refers to a resource.
struct ResourceUser {
  ResourceId id;
  Model model = Model::kIntegration;
  std::string name;
};

/// One account's resources in one state of the store: installations, edits, deletions and what the
/// account made itself, as one list. Lives inside a StoreReader's call.
class World {
 public:
  World(StoreReader& reader, const Services& services, AccountId account)
      : reader_(reader), services_(services), account_(account) {}
  /// Sees what is written meanwhile.
  World(StoreWriter& writer, const Services& services, AccountId account)
      : reader_(writer), services_(services), account_(account), remembers_(false) {}

  Result<std::optional<FoundResource>> Find(const Id& id);

  struct Page {
    std::string array;              // the documents as one JSON array
    std::vector<std::size_t> ends;  // of each document in it
    bool more = false;
    bool cut = false;  // by bytes: a document was left out for them or stands here over them

    std::size_t size() const { return ends.size(); }
    /// Views into `array`.
    std::vector<std::string_view> Documents() const;
  };
  /// Resources of one model by id, ascending, from the `skip`th. Ends before the document that
  /// would make the array longer than `bytes`, but has at least one if there is any.
  Result<Page> List(Model model, std::size_t skip, std::size_t limit, std::size_t bytes);

  /// Ids of all resources of one model, ascending.
  Result<std::vector<Id>> Ids(Model model);

  /// Visits every resource of one model, ascending by id, one document at a time.
  Status ForEach(Model model, const std::function<void(const Id&, const std::string&)>& visit);

  /// What refers to `id` in a reference field, without itself.
  Result<std::vector<ResourceUser>> UsersOf(const Id& id);

 private:
  using InstallationPtr = std::shared_ptr<const Installation>;

  Result<std::optional<FoundResource>> FindInstalled(const Id& id);
  Result<InstallationPtr> FindInstallation(InstallationId id);
  Result<InstallationPtr> FindInstallationHolding(const Id& id);
  InstallationPtr Remember(std::optional<Installation> found);
  Status AddUser(const Id& id, const Id& target, std::vector<ResourceUser>& users);
  Status AddInstalledUsers(const Installation& installation, std::uint32_t target_ordinal,
                           const Id& target, std::vector<ResourceUser>& users);

  StoreReader& reader_;
  const Services& services_;
  AccountId account_;
  // A reader's state never changes, and what is found one after another is mostly of a few
  // installations: they may be large, so that each is not to be read for each of its resources.
  const bool remembers_ = true;
  std::vector<InstallationPtr> remembered_;
};

}  // namespace imprint
