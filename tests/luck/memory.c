/* Memory that runs out on purpose. Two ways, chosen by the build:

   - Functions of the same names as the C library's take its place for everyone: our code, Jansson, the C
     library itself. Spared are libraries that end the process when an allocation fails (GMP and MPFR, OpenMP,
     the loader), and OpenBLAS, which keeps its buffers for ever.
   - Sanitizers have taken that place. The linker's --wrap leads the calls of our own code through here, and
     leaks are the sanitizer's to find. */
#define _GNU_SOURCE /* dl_iterate_phdr */

#include "luck/memory.h"

#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <string.h>

#ifdef MEMORY_WRAPPED
#define OURS(name) __wrap_##name
#define THEIRS(name) __real_##name
const char *const memory_of = "the library alone";
#else
#define OURS(name) name
#define THEIRS(name) __libc_##name
const char *const memory_of = "the library, Jansson and the C library";
#endif

void *THEIRS(malloc)(size_t size);
void *THEIRS(calloc)(size_t count, size_t size);
void *THEIRS(realloc)(void *old, size_t size);
void THEIRS(free)(void *block);
void *THEIRS(memalign)(size_t alignment, size_t size);
void *OURS(malloc)(size_t size);
void *OURS(calloc)(size_t count, size_t size);
void *OURS(realloc)(void *old, size_t size);
void OURS(free)(void *block);
void *OURS(aligned_alloc)(size_t alignment, size_t size);
void *OURS(memalign)(size_t alignment, size_t size);
int OURS(posix_memalign)(void **out, size_t alignment, size_t size);

static size_t asked, failing, blocks; /* failing: the number of the allocation that fails, 0: none */
static bool failing_on;

/* ---- Who is spared ------------------------------------------------------------------------- */

enum { SPARED = 64 };

static struct {
    uintptr_t from, to;
    bool jansson;
} spared[SPARED];
static size_t spared_count;
static bool spares_jansson;

static int find_spared(struct dl_phdr_info *info, size_t size, void *unused)
{
    static const char *const names[] = { "libjansson", "libgmp",      "libmpfr", "libgomp",
                                         "libomp",     "libopenblas", "/ld-" };
    (void)size, (void)unused;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        for (size_t i = 0; strstr(info->dlpi_name, names[k]) && i < info->dlpi_phnum; i++) {
            const uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            if (info->dlpi_phdr[i].p_type != PT_LOAD || spared_count == SPARED)
                continue;
            spared[spared_count].jansson = k == 0;
            spared[spared_count].from = from;
            spared[spared_count++].to = from + info->dlpi_phdr[i].p_memsz;
        }
    return 0;
}

static bool is_spared(const void *caller)
{
    bool found = false;
    for (size_t k = 0; k < spared_count; k++)
        found = found || ((uintptr_t)caller >= spared[k].from && (uintptr_t)caller < spared[k].to &&
                          (spares_jansson || !spared[k].jansson));
    return found;
}

void memory_spares_jansson(bool so)
{
    spares_jansson = so;
}

/* ---- Failing ------------------------------------------------------------------------------- */

void memory_fails_at(size_t k, bool for_good)
{
    if (!spared_count)
        dl_iterate_phdr(find_spared, NULL);
    asked = 0;
    failing_on = for_good;
    failing = k;
}

size_t memory_is_back(void)
{
    failing = 0;
    return asked;
}

size_t memory_blocks(void)
{
#ifdef MEMORY_WRAPPED
    return 0; /* the C library's own would be missing */
#else
    return blocks;
#endif
}

static bool fails(const void *caller)
{
    if (!failing || is_spared(caller))
        return false;
    asked++;
    if (asked != failing && !(failing_on && asked > failing))
        return false;
    errno = ENOMEM;
    return true;
}

static void *counted(void *block)
{
    blocks += block != NULL;
    return block;
}

#define FAILS fails(__builtin_return_address(0))

void *OURS(malloc)(size_t size)
{
    return FAILS ? NULL : counted(THEIRS(malloc)(size));
}

void *OURS(calloc)(size_t count, size_t size)
{
    return FAILS ? NULL : counted(THEIRS(calloc)(count, size));
}

void *OURS(realloc)(void *old, size_t size)
{
    void *block = FAILS ? NULL : THEIRS(realloc)(old, size);
    blocks += block && !old;
    return block;
}

void *OURS(aligned_alloc)(size_t alignment, size_t size)
{
    return FAILS ? NULL : counted(THEIRS(memalign)(alignment, size));
}

void *OURS(memalign)(size_t alignment, size_t size)
{
    return FAILS ? NULL : counted(THEIRS(memalign)(alignment, size));
}

int OURS(posix_memalign)(void **out, size_t alignment, size_t size)
{
    void *block = FAILS ? NULL : counted(THEIRS(memalign)(alignment, size));
    *out = block ? block : *out;
    return block ? 0 : ENOMEM;
}

void OURS(free)(void *block)
{
    blocks -= block != NULL;
    THEIRS(free)(block);
}
