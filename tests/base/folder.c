/* A folder of its own for a test that writes files. */
#include "base/folder.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[500];

void folder_make(void)
{
    const char *place = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/banach-test-XXXXXX", place && *place ? place : "/tmp");
    cr_assert_not_null(mkdtemp(folder));
}

/* Counts the files, and removes them if asked to. */
static size_t walk(int removing)
{
    size_t count = 0;
    DIR *all = opendir(folder);
    cr_assert_not_null(all);
    for (struct dirent *entry; (entry = readdir(all));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        count++;
        if (removing)
            remove(folder_path(entry->d_name));
    }
    closedir(all);
    return count;
}

void folder_remove(void)
{
    walk(1);
    rmdir(folder);
    bn_no_leaks();
}

size_t folder_count(void)
{
    return walk(0);
}

const char *folder_path(const char *name)
{
    static char paths[8][1000];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof *paths, "%s/%s", folder, name);
    return path;
}

void folder_put(const char *name, const char *text)
{
    FILE *file = fopen(folder_path(name), "w");
    cr_assert(file && fputs(text, file) >= 0 && !fclose(file));
}

char *folder_get(const char *name, size_t *size)
{
    FILE *file = fopen(folder_path(name), "rb");
    cr_assert(file && !fseek(file, 0, SEEK_END), "%s", name);
    size_t bytes = (size_t)ftell(file);
    char *text = malloc(bytes + 1);
    rewind(file);
    cr_assert(text && fread(text, 1, bytes, file) == bytes);
    fclose(file);
    text[bytes] = 0;
    if (size)
        *size = bytes;
    return text;
}

void folder_has(const char *name, const char *text)
{
    char *found = folder_get(name, NULL);
    cr_assert_str_eq(found, text);
    free(found);
}
