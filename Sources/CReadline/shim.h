// The declarations of GNU Readline; the library itself is loaded at run time, by name.
// <stdio.h> comes first: readline's header uses FILE without including it.
#include <stdio.h>
#if defined(__APPLE__) && __has_include("/opt/homebrew/opt/readline/include/readline/readline.h")
// macOS has an editline that calls itself readline.
#include "/opt/homebrew/opt/readline/include/readline/readline.h"
#elif defined(__APPLE__) && __has_include("/usr/local/opt/readline/include/readline/readline.h")
#include "/usr/local/opt/readline/include/readline/readline.h"
#else
#include <readline/readline.h>
#endif
