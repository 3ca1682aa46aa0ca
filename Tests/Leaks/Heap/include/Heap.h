#ifndef HEAP_H
#define HEAP_H

#include <stddef.h>

/// Bytes that this process has allocated on its heap and not given back; on Linux without the largest blocks.
size_t heap_bytes_in_use(void);

#endif
