#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client/plan_request.h"

namespace imprint::client {

/// Shows a text and gives the line that a person answers; nothing where nobody answers.
using Asks = std::function<std::optional<std::string>(const std::string& text)>;

/// Asks about each open conflict of an upgrade plan: mine, theirs, base or a value of one's own,
/// and adds the answers to `choices`. False where the person gives up.
bool DecideConflicts(json::Value plan, UpgradeChoices& choices, const Asks& ask);

}  // namespace imprint::client
