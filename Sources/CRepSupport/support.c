// posix_spawn's newer flags.
#define _GNU_SOURCE
#include "CRepSupport.h"

#include <signal.h>
#include <spawn.h>

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
