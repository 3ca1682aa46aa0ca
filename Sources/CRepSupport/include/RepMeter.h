#ifndef REP_METER_H
#define REP_METER_H

/// The memory of a run, counted where its values are made and freed, and the way from a long operation on values to the
/// limits of the script that it works for.
///
/// Values know no run. So the thread that runs a script says here which one it is, and each block of memory remembers
/// the meter that it was charged to by a number: values outlive runs, and are freed by any thread.

#include <stdbool.h>
#include <stdint.h>

/// What the values of one run take in memory. Changed only by the thread of the run that holds its baton.
typedef struct {
  /// Bytes in use; those that other threads have freed are still in it.
  intptr_t used;
  /// Bytes that may be in use.
  intptr_t limit;
  /// The meter's number; never 0.
  uint32_t number;
  /// Whether the limit was passed: the run ends at its next step.
  bool is_overdrawn;
} rep_meter;

/// What the current thread runs.
typedef struct {
  /// Counts the memory; null where nobody wants to know.
  rep_meter *meter;
  /// Steps until the script looks at its limits: set to 0 when memory runs out.
  intptr_t *countdown;
  /// Counts units of work and tells whether to stop; null for a thread that runs no script.
  bool (*work)(void *context, intptr_t units);
  /// Tells whether somebody has stopped the script; null for a thread that runs none.
  bool (*is_stopped)(void *context);
  void *context;
} rep_running_script;

extern _Thread_local rep_running_script rep_running_script_storage;

/// What this thread runs; all null for none.
static inline __attribute__((always_inline)) rep_running_script *rep_current_script(void) {
  return &rep_running_script_storage;
}

/// A meter with a number of its own; null where all numbers are taken.
rep_meter *rep_meter_make(intptr_t limit);

/// Ends a meter. What was charged to it and lives on is charged to nobody from now on.
void rep_meter_free(rep_meter *meter);

/// The limit was passed, unless what other threads have freed makes up for it.
void rep_meter_overdraw(rep_meter *meter);

/// Credits memory to a meter that is not this thread's.
void rep_meter_credit_elsewhere(uint32_t number, intptr_t bytes);

/// Bytes in use; any thread may ask.
static inline __attribute__((always_inline)) intptr_t rep_meter_used(const rep_meter *meter) {
  return __atomic_load_n(&meter->used, __ATOMIC_RELAXED);
}

/// Counts bytes, and gives how many are in use then. Only the run's own thread counts, so that no addition is lost.
static inline __attribute__((always_inline)) intptr_t rep_meter_count(rep_meter *meter, intptr_t bytes) {
  intptr_t used = rep_meter_used(meter) + bytes;
  __atomic_store_n(&meter->used, used, __ATOMIC_RELAXED);
  return used;
}

/// Charges memory to this thread's meter and gives its number; 0 where there is none.
static inline __attribute__((always_inline)) uint32_t rep_meter_charge(intptr_t bytes) {
  rep_meter *meter = rep_running_script_storage.meter;
  if (__builtin_expect(meter == 0, 1)) return 0;
  if (__builtin_expect(rep_meter_count(meter, bytes) > meter->limit, 0)) rep_meter_overdraw(meter);
  return meter->number;
}

/// Credits memory to the meter that it was charged to.
static inline __attribute__((always_inline)) void rep_meter_credit(uint32_t number, intptr_t bytes) {
  if (__builtin_expect(number == 0, 1)) return;
  rep_meter *meter = rep_running_script_storage.meter;
  if (meter && meter->number == number) {
    rep_meter_count(meter, -bytes);
  } else {
    rep_meter_credit_elsewhere(number, bytes);
  }
}

/// Whether memory of this size may be had; where it may not, the limit counts as passed.
static inline __attribute__((always_inline)) bool rep_meter_allows(intptr_t bytes) {
  rep_meter *meter = rep_running_script_storage.meter;
  if (__builtin_expect(meter == 0, 1)) return true;
  if (bytes <= meter->limit - rep_meter_used(meter)) return true;
  rep_meter_count(meter, bytes);
  rep_meter_overdraw(meter);
  rep_meter_count(meter, -bytes);
  return !meter->is_overdrawn;
}

/// Whether the memory of the script that this thread runs is used up.
static inline __attribute__((always_inline)) bool rep_meter_is_overdrawn(void) {
  rep_meter *meter = rep_running_script_storage.meter;
  return meter && meter->is_overdrawn;
}

/// Whether the script that this thread runs is stopped as a whole.
static inline __attribute__((always_inline)) bool rep_script_is_stopped(void) {
  rep_running_script *script = &rep_running_script_storage;
  return script->is_stopped && script->is_stopped(script->context);
}

/// Counts work for the script that this thread runs, in bytes or elements, and tells whether to stop: the script ends,
/// or what it does is stopped, at its next step.
static inline __attribute__((always_inline)) bool rep_work_must_stop(intptr_t units) {
  rep_running_script *script = &rep_running_script_storage;
  return script->work && script->work(script->context, units);
}

/// Counts work where nothing can be stopped: what it meets ends the script at its next step. Less than a step's worth of
/// work belongs to the step.
static inline __attribute__((always_inline)) void rep_count_work(intptr_t units) {
  if (__builtin_expect(units >= 1024, 0)) rep_work_must_stop(units);
}

#endif
