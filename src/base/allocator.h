#pragma once

namespace imprint {

/// Makes the allocator give large blocks back to the system as soon as they are freed. Without it,
/// glibc keeps more and more of them for each thread. Call it first in main, before other threads.
void ReturnLargeBlocks();

}  // namespace imprint
