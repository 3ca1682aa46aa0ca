#include "CRepSupport.h"

_Thread_local rep_release_state rep_release_state_storage = {0, 0};
