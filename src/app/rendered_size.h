#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// The bytes of all documents that these bindings install with variables in their places, or a few
/// more. Counts, and renders nothing.
std::uint64_t RenderedBytes(const CompiledVersion& version, const Bindings& bindings);

/// The bytes of an answer that tells the ids of all that a version installs, or a few more, with
/// the warnings that go with it.
std::uint64_t IdAnswerBytes(const CompiledVersion& version);

/// kInvalidField when what the variables make of a version's documents is larger than
/// limits.installed_bytes.
Status CheckRenderedSize(const CompiledVersion& version, const Bindings& bindings,
                         const Limits& limits);

}  // namespace imprint
