// posix_spawn's newer flags, and memmem.
#define _GNU_SOURCE
#include "CRepSupport.h"

#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/vfs.h>
#endif

#ifdef __linux__
int rep_current_processor(rep_processors *all) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) != 0 || CPU_COUNT(&set) < 2) return -1;
  _Static_assert(sizeof(set) == sizeof(*all), "cpu_set_t has another size");
  memcpy(all, &set, sizeof(set));
  return sched_getcpu();
}

bool rep_keep_to_processor(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  return sched_setaffinity(0, sizeof(set), &set) == 0;
}

void rep_use_processors(const rep_processors *all) {
  cpu_set_t set;
  memcpy(&set, all, sizeof(set));
  sched_setaffinity(0, sizeof(set), &set);
}
#else
int rep_current_processor(rep_processors *all) {
  (void)all;
  return -1;
}

bool rep_keep_to_processor(int processor) {
  (void)processor;
  return false;
}

void rep_use_processors(const rep_processors *all) { (void)all; }
#endif

const void *rep_find(const void *text, size_t length, const void *part, size_t part_length) {
  return memmem(text, length, part, part_length);
}

_Thread_local rep_release_state rep_release_state_storage = {0, 0, 0};

// Whether what is freed at the end of the heap stays with the process.
static int keeps_heap = 0;

#if defined(__GLIBC__)
#include <malloc.h>

void rep_tune_allocator(void) {
  keeps_heap = 1;
  // Other threads than the first would get arenas whose memory grows a page or so at a time, by a system call each.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 32 << 20);
  // What was freed is used again, not given back to be fetched anew.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 28);
  // Without the lists that are swept, chunk by chunk, whenever something large is freed; each thread's cache remains.
  mallopt(M_MXFAST, 0);
}

void rep_share_heap(void) {
  // With one arena, threads that work at the same time sleep on its lock several times for each request. More than these
  // are not faster, and each keeps memory of its own.
  if (keeps_heap) mallopt(M_ARENA_MAX, 4);
}
#else
void rep_tune_allocator(void) {}
void rep_share_heap(void) {}
#endif

void rep_populate(void *start, size_t size) {
#ifdef MADV_POPULATE_WRITE
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)start + page - 1) & ~(page - 1);
  uintptr_t end = ((uintptr_t)start + size) & ~(page - 1);
  // Older kernels refuse, and the pages come one by one as ever.
  if (first < end) madvise((void *)first, end - first, MADV_POPULATE_WRITE);
#else
  (void)start, (void)size;
#endif
}

void rep_sweep_heap(void) {
#ifdef __GLIBC__
  if (keeps_heap) return;
  // Asking for more than a kilobyte has it sweep the small chunks that were freed.
  void *volatile chunk = malloc(2048);
  free(chunk);
#endif
}

void rep_populate_heap(size_t size) {
  if (!keeps_heap) return;
  void *end = malloc(size);
  if (!end) return;
  rep_populate(end, size);
  free(end);
}

uint32_t rep_file_system_type(const char *path) {
#ifdef __linux__
  struct statfs status;
  return statfs(path, &status) == 0 ? (uint32_t)status.f_type : 0;
#else
  (void)path;
  return 0;
#endif
}

int rep_spawn(
    pid_t *identifier, const char *path, char *const words[], char *const variables[], const int descriptors[3],
    int leads_session) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return code;
  code = posix_spawnattr_init(&attributes);
  if (code != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return code;
  }
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
  if (leads_session) flags |= POSIX_SPAWN_SETSID;
  posix_spawnattr_setflags(&attributes, flags);
  for (int target = 0; target < 3 && code == 0; target++) {
    // Onto itself: it is kept open.
    int source = descriptors[target] < 0 ? target : descriptors[target];
    code = posix_spawn_file_actions_adddup2(&actions, source, target);
  }
  if (code == 0) code = posix_spawn(identifier, path, &actions, &attributes, words, variables);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}
