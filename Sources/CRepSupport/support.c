#include "CRepSupport.h"

#ifdef __linux__
#include <sys/vfs.h>
#endif

_Thread_local rep_release_state rep_release_state_storage = {0, 0};

#if defined(__GLIBC__)
#include <malloc.h>

void rep_tune_allocator(void) {
  // Other threads than the first would get arenas whose memory grows a page or so at a time, by a system call each.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 32 << 20);
  // What was freed is used again, not given back to be fetched anew.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 28);
  // Without the lists that are swept, chunk by chunk, whenever something large is freed; each thread's cache remains.
  mallopt(M_MXFAST, 0);
}
#else
void rep_tune_allocator(void) {}
#endif

uint32_t rep_file_system_type(const char *path) {
#ifdef __linux__
  struct statfs status;
  return statfs(path, &status) == 0 ? (uint32_t)status.f_type : 0;
#else
  (void)path;
  return 0;
#endif
}
