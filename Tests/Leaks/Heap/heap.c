#include "Heap.h"

#ifdef __APPLE__
#include <malloc/malloc.h>

size_t heap_bytes_in_use(void) { return mstats().bytes_used; }
#else
#include <malloc.h>

size_t heap_bytes_in_use(void) {
  // What is mapped by itself is not counted: the value stacks of threads, which come and go with them. Which size begins
  // to be mapped must not change meanwhile, and what a thread keeps to give out again counts as in use, so
  // GLIBC_TUNABLES=glibc.malloc.mmap_threshold=131072:glibc.malloc.tcache_count=0 has to be set.
  return mallinfo2().uordblks;
}
#endif
