#include "RepMeter.h"

#include <stdatomic.h>
#include <stdlib.h>

_Thread_local rep_running_script rep_running_script_storage = {0, 0, 0, 0, 0};

/// Meters at once: as many as a process may have scripts. A power of two.
#define SLOTS 4096
/// Strings keep the number in 30 bits.
#define NUMBERS (1u << 30)

typedef struct {
  /// The number of the meter that has the slot; 0 for none.
  _Atomic uint32_t number;
  /// The number that it had last. Only the thread that has taken the slot touches it.
  uint32_t last;
  /// Bytes that other threads have freed.
  _Atomic intptr_t credit;
} rep_meter_slot;

static rep_meter_slot slots[SLOTS];
static _Atomic uint32_t cursor;

rep_meter *rep_meter_make(intptr_t limit) {
  rep_meter *meter = malloc(sizeof(rep_meter));
  if (!meter) return 0;
  for (uint32_t tried = 0; tried < SLOTS; tried++) {
    uint32_t index = atomic_fetch_add_explicit(&cursor, 1, memory_order_relaxed) % SLOTS;
    rep_meter_slot *slot = &slots[index];
    uint32_t free = 0;
    // Taken by a number that no value has, until the right one is known.
    if (!atomic_compare_exchange_strong_explicit(
            &slot->number, &free, UINT32_MAX, memory_order_acquire, memory_order_relaxed))
      continue;
    uint32_t number = slot->last + SLOTS;
    // Numbers come back after a thousand million runs; a value that old is credited to a stranger, a little.
    if (slot->last == 0 || number >= NUMBERS) number = SLOTS + index;
    slot->last = number;
    atomic_store_explicit(&slot->credit, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->number, number, memory_order_release);
    *meter = (rep_meter){.used = 0, .limit = limit, .number = number, .is_overdrawn = false};
    return meter;
  }
  free(meter);
  return 0;
}

void rep_meter_free(rep_meter *meter) {
  atomic_store_explicit(&slots[meter->number % SLOTS].number, 0, memory_order_release);
  free(meter);
}

void rep_meter_overdraw(rep_meter *meter) {
  rep_meter_slot *slot = &slots[meter->number % SLOTS];
  intptr_t used = rep_meter_count(meter, -atomic_exchange_explicit(&slot->credit, 0, memory_order_relaxed));
  if (used <= meter->limit) return;
  meter->is_overdrawn = true;
  intptr_t *countdown = rep_running_script_storage.countdown;
  if (countdown && *countdown > 0) *countdown = 0;
}

void rep_meter_credit_elsewhere(uint32_t number, intptr_t bytes) {
  rep_meter_slot *slot = &slots[number % SLOTS];
  if (atomic_load_explicit(&slot->number, memory_order_acquire) != number) return;
  atomic_fetch_add_explicit(&slot->credit, bytes, memory_order_relaxed);
}
