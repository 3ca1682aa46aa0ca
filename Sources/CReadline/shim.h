// GNU Readline and its history library. <stdio.h> comes first: readline's header uses FILE without including it.
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
