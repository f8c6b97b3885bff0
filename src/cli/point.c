/* A point from a file: plain numbers, set apart by blanks, line ends or commas. */
#include "cli/point.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

typedef struct cli_words {
    FILE *from;
    const char *name; /* of the file, for sentences */
    size_t line;      /* of word */
    size_t length;
    char word[1200]; /* any double in full has fewer digits */
} cli_words;

/* The next word, or as much of it as there is room for; false at the end. */
static bool next_word(cli_words *w)
{
    int c = getc(w->from);
    for (; c != EOF && (isspace(c) || c == ','); c = getc(w->from))
        w->line += c == '\n';
    for (w->length = 0; c != EOF && !isspace(c) && c != ',' && w->length < sizeof w->word - 1;
         c = getc(w->from))
        w->word[w->length++] = (char)c;
    if (c != EOF)
        ungetc(c, w->from);
    w->word[w->length] = '\0';
    return w->length > 0;
}

/* A file with too many numbers may have no end. */
static bn_status read_words(double *x, size_t dim, cli_words *w, bn_error *err)
{
    size_t found = 0;
    for (; found <= dim && next_word(w); found++) {
        double number;
        const bool cut = w->length == sizeof w->word - 1;
        if (strlen(w->word) < w->length)
            return cli_fail(err, BN_BAD_FORMAT, "%.300s:%zu: NUL byte, expected text", w->name, w->line);
        if (cut || !cli_number(&number, w->word))
            return cli_fail(err, BN_BAD_FORMAT, "%.300s:%zu: \"%.40s\" is not a finite decimal number",
                            w->name, w->line, w->word);
        if (found < dim)
            x[found] = number;
    }
    if (ferror(w->from))
        return cli_fail(err, BN_CANNOT_READ, "%.300s: cannot read: %s", w->name, strerror(errno));
    if (found > dim)
        return cli_fail(err, BN_BAD_FORMAT,
                        "%.300s:%zu: more than %zu number%s, expected one for each unknown", w->name, w->line,
                        dim, dim == 1 ? "" : "s");
    if (found < dim)
        return cli_fail(err, BN_BAD_FORMAT, "%.300s: %zu numbers, expected %zu, one for each unknown",
                        w->name, found, dim);
    return BN_OK;
}

bn_status cli_point_read(double *x, size_t dim, const char *path, bn_error *err)
{
    const bool standard = !strcmp(path, "-");
    cli_words words = { .from = standard ? stdin : fopen(path, "r"),
                        .name = standard ? "standard input" : path,
                        .line = 1 };
    if (!words.from)
        return cli_fail(err, BN_CANNOT_READ, "%.300s: cannot read: %s", path, strerror(errno));
    bn_status status = read_words(x, dim, &words, err);
    if (!standard)
        fclose(words.from);
    return status;
}
