#pragma once

#include <string>
#include <vector>

#include "app/drift.h"
#include "app/history.h"
#include "app/install.h"
#include "app/installations.h"
#include "app/revert.h"
#include "app/rollback.h"
#include "app/uninstall.h"
#include "base/json/writer.h"

namespace imprint::native {

std::string InstallationPageBody(const InstallationPage& page);
void AppendInstallation(const InstallationView& view, json::Writer& writer);
/// Of an installation that was just made, and of what it installed, the ids alone.
std::string InstalledIdsBody(const Installed& installed);
std::string DriftBody(const Drift& drift);
std::string HistoryBody(const std::vector<HistoryEntry>& history);
std::string RevertedBody(const Reverted& reverted, bool dry_run);
/// `view` is the installation as it is now.
std::string RolledBackBody(const RolledBack& rolled_back, const InstallationView& view,
                           bool dry_run);
std::string UninstalledBody(const Uninstalled& uninstalled, bool dry_run);

}  // namespace imprint::native
