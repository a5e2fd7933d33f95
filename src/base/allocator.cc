#include "base/allocator.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace imprint {

void ReturnLargeBlocks() {
#ifdef __GLIBC__
  // Below this, mapping and unmapping costs more than what the memory is used for.
  constexpr int kLargeBlock = 512 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
#endif
}

void ReturnSmallBlocks() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace imprint
