#pragma once

#include <vector>

#include "app/installations.h"
#include "app/world.h"

namespace imprint {

/// What refers from outside of an installation to any of its resources (`ordinals`, ascending) or
/// to the ids embedded in them, inside a transaction: rows that the account made, and resources of
/// other installations. An installation that was put into this one's integration is a user by
/// itself where none of its resources is. Each once, by model and id.
Result<std::vector<ResourceUser>> UsersFromOutside(const Services& services, StoreReader& reader,
                                                   const OpenedInstallation& opened,
                                                   const std::vector<std::uint32_t>& ordinals);

}  // namespace imprint
