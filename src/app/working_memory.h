#pragma once

#include <cstdint>
#include <memory>

#include "app/services.h"
#include "base/byte_budget.h"

namespace imprint {

/// Memory that counts as used for as long as this lives; null where it is not counted.
using HeldMemory = std::shared_ptr<ByteBudget::Grant>;

/// What takes no more than this is not counted.
inline constexpr std::uint64_t kUncountedBytes = 256 * 1024;

/// Waits until there is memory for a piece of work. What is small is not counted, as it is not to
/// wait for what is large. kUnavailable when others hold the memory for too long. Whoever holds
/// memory already must not ask for more: two of them might wait for each other.
Result<HeldMemory> HoldMemory(const Services& services, std::uint64_t bytes);

}  // namespace imprint
