/* A point from a file: plain numbers, set apart by blanks, line ends or commas. */
#include "cli/point.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

typedef struct cli_words {
    FILE *from;
    const char *path;
    size_t line;    /* of word */
    char word[400]; /* decimals of doubles are shorter */
} cli_words;

/* The next word; false at the end. A word too long is cut, and then is no number. */
static bool next_word(cli_words *w)
{
    size_t length = 0;
    int c = getc(w->from);
    for (; c != EOF && (isspace(c) || c == ','); c = getc(w->from))
        w->line += c == '\n';
    for (; c != EOF && !isspace(c) && c != ','; c = getc(w->from))
        if (length < sizeof w->word - 1)
            w->word[length++] = (char)c;
    if (c != EOF)
        ungetc(c, w->from);
    w->word[length] = '\0';
    return length > 0;
}

static bn_status read_words(double *x, size_t dim, cli_words *w, bn_error *err)
{
    size_t found = 0;
    for (; next_word(w); found++) {
        double number;
        if (!cli_number(&number, w->word))
            return cli_fail(err, BN_BAD_FORMAT, "%s:%zu: \"%.40s\" is not a finite decimal number", w->path,
                            w->line, w->word);
        if (found < dim)
            x[found] = number;
    }
    if (ferror(w->from))
        return cli_fail(err, BN_CANNOT_READ, "%s: cannot read: %s", w->path, strerror(errno));
    if (found != dim)
        return cli_fail(err, BN_BAD_FORMAT, "%s: %zu numbers, expected %zu, one for each unknown", w->path,
                        found, dim);
    return BN_OK;
}

bn_status cli_point_read(double *x, size_t dim, const char *path, bn_error *err)
{
    cli_words words = { .from = fopen(path, "r"), .path = path, .line = 1 };
    if (!words.from)
        return cli_fail(err, BN_CANNOT_READ, "%s: cannot read: %s", path, strerror(errno));
    bn_status status = read_words(x, dim, &words, err);
    fclose(words.from);
    return status;
}
