#pragma once

#include <optional>

#include "app/services.h"
#include "app/upgrade.h"
#include "app/versions.h"
#include "model/id_runs.h"

namespace imprint {

/// The two versions that an upgrade lies between, loaded outside of transactions.
struct UpgradeSource {
  TemplateId from_template;
  std::optional<std::uint32_t> from_number;
  NumberedVersion target;
  Hash from_hash;
  VersionPtr from;
  VersionPtr to;
  OrdinalMatch match;
  HeldMemory held;

  const Hash& to_hash() const { return target.row.version; }
  Dialect dialect() const { return InfoOf(to->resources[0].model).dialect; }
};

/// Errors as PlanUpgrade.
Result<UpgradeSource> LoadUpgradeSource(const Services& services, const UpgradeRequest& request);

}  // namespace imprint
