#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/compiled.h"

namespace imprint {

/// What resources need: `roots`, what their reference fields lead to, and so on from there; each
/// once, ascending, embedded ids included. What `is_bound` is there already: it is reached, and
/// nothing beyond it. An embedded id leads to the integration that holds it.
std::vector<std::uint32_t> ClosureOf(const CompiledVersion& version,
                                     const std::vector<std::uint32_t>& roots,
                                     const std::function<bool(std::uint32_t)>& is_bound);

}  // namespace imprint
