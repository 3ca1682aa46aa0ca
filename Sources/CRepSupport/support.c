#include "CRepSupport.h"

_Thread_local intptr_t rep_release_depth_storage = 0;
