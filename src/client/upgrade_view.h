#pragma once

#include <string>

#include "base/json/document.h"
#include "client/plan_request.h"

namespace imprint::client {

/// A plan of an upgrade for people: what it adds, removes and changes, and its conflicts.
std::string UpgradePlanText(json::Value plan);
/// The same with the values that these choices end some of its conflicts with.
std::string DecidedPlanText(json::Value plan, const UpgradeChoices& choices);

/// One conflict with what both had, what is here and what the new version has.
std::string ConflictText(json::Value conflict);

}  // namespace imprint::client
