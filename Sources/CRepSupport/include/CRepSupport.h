#ifndef CREPSUPPORT_H
#define CREPSUPPORT_H

/// Two things that Swift cannot say: a thread-local variable and the address of the current stack frame.

#include <stdint.h>

extern _Thread_local intptr_t rep_release_depth_storage;

/// How many containers are being released inside each other on this thread.
static inline intptr_t *rep_release_depth(void) { return &rep_release_depth_storage; }

/// An address inside the current stack frame: the interpreter compares it with the end of its stack.
static inline __attribute__((always_inline)) uintptr_t rep_frame_address(void) {
  return (uintptr_t)__builtin_frame_address(0);
}

#endif
