#ifndef CREPSUPPORT_H
#define CREPSUPPORT_H

/// What Swift cannot say: a thread-local variable, the address of the current stack frame, glibc's allocator options, and
/// statfs(2), which Swift's module of glibc leaves out; and posix_spawn(3), whose types each system declares its own way.

#include <stdint.h>
#include <sys/types.h>

#include "RepMeter.h"

/// What one thread knows about the containers that it is releasing right now.
typedef struct {
  /// How many containers are being released inside each other.
  intptr_t depth;
  /// Contents whose release was put off because they were nested too deep: a list made and drained by RepValue.
  void *postponed;
  /// How many values were released since it was last asked whether the script is stopped.
  intptr_t released;
} rep_release_state;

extern _Thread_local rep_release_state rep_release_state_storage;

/// The state of this thread.
static inline __attribute__((always_inline)) rep_release_state *rep_current_release(void) {
  return &rep_release_state_storage;
}

/// An address inside the current stack frame: the interpreter compares it with the end of its stack.
static inline __attribute__((always_inline)) uintptr_t rep_frame_address(void) {
  return (uintptr_t)__builtin_frame_address(0);
}

/// Prepares the process's allocator for many small values on one busy thread, and a short life. For a command, not for
/// a host that a script is embedded in; does nothing where the allocator is not glibc's.
void rep_tune_allocator(void);

/// Has the system provide the pages of memory that is about to be written whole, all at once: a fault for each would take
/// as long again as clearing it. Changes no byte.
void rep_populate(void *start, size_t size);

/// Has it provide about so many bytes at the end of the heap, ahead of many small allocations. Does nothing in a process
/// whose allocator was not set with `rep_tune_allocator`.
void rep_populate_heap(size_t size);

/// Has the allocator sweep up what was freed lately, in the course of freeing very much: glibc's would do it for all of it
/// at once whenever it pleases, for tens of milliseconds. Does nothing where that was set otherwise, with
/// `rep_tune_allocator`.
void rep_sweep_heap(void);

// Lets threads that start from now on allocate side by side, where `rep_tune_allocator` has been called: for scripts that
// talk to servers, whose requests are served by many threads.
void rep_share_heap(void);

/// Processors by number, one bit each.
typedef struct {
  uint64_t bits[16];
} rep_processors;

/// The processor that the calling thread runs on, and all that it may run on; -1 where that is unknown or there is no
/// choice.
int rep_current_processor(rep_processors *all);

/// Lets the calling thread run on one processor only; gives whether it does.
bool rep_keep_to_processor(int processor);

/// Lets the calling thread run on these processors.
void rep_use_processors(const rep_processors *all);

/// Where a part occurs first in a text, in linear time; null where it does not. (Swift does not see memmem.)
const void *rep_find(const void *text, size_t length, const void *part, size_t part_length);

/// The type of the file system that a path lies on, as Linux numbers them (linux/magic.h); 0 where it cannot be told.
uint32_t rep_file_system_type(const char *path);

/// Starts a program for which all signals have their defaults and none is blocked; gives 0, or an errno.
///
/// `descriptors` are what it gets as 0, 1 and 2; -1 stands for that of this process. It inherits no others that are closed
/// on exec, and on macOS no others at all. As the leader of a session of its own it takes the first terminal that it opens.
int rep_spawn(
    pid_t *identifier, const char *path, char *const words[], char *const variables[], const int descriptors[3],
    int leads_session);

#endif
