#pragma once

#include <cstddef>
#include <string>

namespace imprint {

/// Texts below this size are not kept: the allocator serves them well.
inline constexpr std::size_t kLargeText = 128 * 1024;

/// An empty text with room for `bytes`, where possible the room of a large text that was given
/// back: fresh memory of a megabyte costs the system more than filling and sending it. Safe from
/// any thread.
std::string TakeText(std::size_t bytes);

/// Keeps a large text's room for TakeText, up to 64 MiB in all; frees any other. Its content is not
/// seen by who takes it. Safe from any thread.
void GiveBackText(std::string&& text);

/// Frees the room that nobody needed for about a second. To be called now and then, from any
/// thread: without it, what was kept stays.
void TrimTexts();

}  // namespace imprint
