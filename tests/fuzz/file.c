/* Bytes as a file. */
#include "fuzz/file.h"

#include <string.h>
#include <unistd.h>

enum { SLOTS = 2 };

static struct {
    char path[200];
    int file;
} slots[SLOTS];

static void clean(void)
{
    for (unsigned k = 0; k < SLOTS; k++)
        if (*slots[k].path)
            unlink(slots[k].path);
}

static void create(unsigned slot)
{
    const char *folder = getenv("TMPDIR");
    if (!folder)
        folder = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
    snprintf(slots[slot].path, sizeof slots[slot].path, "%s/banach-fuzz-XXXXXX", folder);
    slots[slot].file = mkstemp(slots[slot].path);
    MUST(slots[slot].file >= 0);
    if (!*slots[!slot].path)
        atexit(clean);
}

const char *fuzz_file(unsigned slot, const void *bytes, size_t size)
{
    if (!*slots[slot].path)
        create(slot);
    MUST(!ftruncate(slots[slot].file, 0) && !lseek(slots[slot].file, 0, SEEK_SET));
    MUST(write(slots[slot].file, bytes, size) == (ssize_t)size);
    return slots[slot].path;
}
