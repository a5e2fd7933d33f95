#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/services.h"
#include "app/to_do.h"
#include "app/working_memory.h"
#include "model/model.h"
#include "model/records.h"

namespace imprint {

/// One of an account's installations, in a list.
struct InstallationSummary {
  InstallationId id;
  Dialect dialect = Dialect::kIntegrator;
  std::string name;  // of its integration, as it is now
  std::optional<TemplateId> from_template;
  std::optional<std::string> template_name;  // nothing when the template is gone or not visible
  Hash version;
  std::optional<std::uint32_t> version_number;  // the greatest that the template gave this version
  std::optional<std::uint32_t> latest_number;   // of the template
  bool upgrade_available = false;               // the latest is another version
  Time created;
};

struct InstallationPage {
  std::vector<InstallationSummary> items;  // ascending by id
  std::optional<InstallationId> next;      // what to go on behind; nothing at the end
};

/// At most `limit` installations behind `after` (empty: from the first), of one template or all.
/// Ends earlier where their names would take more than limits.page_bytes.
Result<InstallationPage> ListInstallations(const Services& services, AccountId account,
                                           std::optional<TemplateId> from_template,
                                           InstallationId after, std::size_t limit);

/// What became of a resource since it was installed.
enum class InstalledState : std::uint8_t {
  kInstalled,  // it is as the template has it
  kEdited,
  kDeleted,
  kAdded,  // the account made it itself, in the installation's integration
};

struct InstalledResource {
  Model model = Model::kIntegration;
  Id template_id;  // empty for what was added
  ResourceId id;
  std::string name;  // as it is now; of a deleted one, the template's
  InstalledState state = InstalledState::kInstalled;
};

struct InstallationView {
  InstallationSummary summary;
  std::vector<InstalledResource> resources;  // in the version's order; none that were added
  std::vector<BoundConnection> connections;
  std::map<std::string, std::string> variables;  // JSON texts; the mask for what looks secret
  bool selected = false;                         // not everything was to be installed
  std::optional<ResourceId> into;                // the existing integration that it was put into
  ToDo to_do;
  HeldMemory held = {};  // for the answer, until that is sent
};

/// kNotFound; kUnavailable when there is no memory for it.
Result<InstallationView> ReadInstallation(const Services& services, AccountId account,
                                          InstallationId id);

// Inside a transaction: for the operations on an installation.

struct OpenedInstallation {
  Installation installation;
  VersionPtr version;
  std::unordered_map<Id, ResourceOrigin> changes;  // its stored rows

  /// Ordinals of the resources that it holds itself, ascending: deleted ones too.
  std::vector<std::uint32_t> Ordinals() const;
  /// How one of them was changed; nothing when no row is stored for it.
  std::optional<ResourceOrigin> ChangeOf(std::uint32_t ordinal) const;
  /// The name that the template gives one of them.
  Result<std::string> TemplateName(std::uint32_t ordinal) const;
};
/// kNotFound with the field "id".
Result<OpenedInstallation> OpenInstallation(const Services& services, StoreReader& reader,
                                            AccountId account, InstallationId id);

/// The string that a document has as its name; "" where it has none.
Result<std::string> NameInDocument(const std::string& document);

/// The resource of an ordinal that an installation holds, as it is now.
Result<InstalledResource> DescribeInstalled(StoreReader& reader, const OpenedInstallation& opened,
                                            std::uint32_t ordinal);

}  // namespace imprint
