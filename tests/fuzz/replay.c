/* Hands every file of a folder to an entry, in the order of names. */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <string.h>

static void replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    MUST(file && !fseek(file, 0, SEEK_END));
    const long size = ftell(file);
    MUST(size >= 0);
    uint8_t *bytes = malloc((size_t)size + 1);
    rewind(file);
    MUST(bytes && fread(bytes, 1, (size_t)size, file) == (size_t)size);
    fclose(file);
    uint8_t *exact = realloc(bytes, size ? (size_t)size : 1); /* so that a sanitizer sees a step too far */
    LLVMFuzzerTestOneInput(exact, (size_t)size);
    free(exact);
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    MUST(argc == 2);
    const int count = scandir(argv[1], &entries, NULL, alphasort);
    int replayed = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            fprintf(stderr, "%s\n", entries[i]->d_name); /* the last one, should it crash */
            replay(path);
            replayed++;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    printf("%d files\n", replayed);
    return replayed > 0 ? 0 : 1;
}
