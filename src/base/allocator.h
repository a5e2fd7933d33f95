#pragma once

namespace imprint {

/// Makes the allocator give large blocks back to the system as soon as they are freed. Without it,
/// glibc keeps more and more of them for each thread. Call it first in main, before other threads.
void ReturnLargeBlocks();

/// Gives back to the system what was freed in small blocks, of all threads. For after work that
/// held many of them: takes up to half a millisecond for each megabyte that is given back.
void ReturnSmallBlocks();

}  // namespace imprint
