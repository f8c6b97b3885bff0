/* For LD_PRELOAD: memory runs out in a program as its environment says.
     MEMORY_FAILS_AT=K    the K-th allocation from the start fails; with MEMORY_FAILS_FOR_GOOD, all later ones
   too MEMORY_SPARES_JANSSON MEMORY_COUNT=FILE    receives how many were asked for */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "luck/memory.h"

__attribute__((constructor)) static void begin(void)
{
    const char *k = getenv("MEMORY_FAILS_AT");
    memory_spares_jansson(getenv("MEMORY_SPARES_JANSSON") != NULL);
    if (k)
        memory_fails_at((size_t)strtoul(k, NULL, 10), getenv("MEMORY_FAILS_FOR_GOOD") != NULL);
}

__attribute__((destructor)) static void end(void)
{
    char text[32];
    const size_t asked = memory_is_back();
    const char *path = getenv("MEMORY_COUNT");
    const int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (file < 0)
        return;
    snprintf(text, sizeof text, "%zu\n", asked);
    if (write(file, text, strlen(text)) < 0)
        _exit(99);
    close(file);
}
