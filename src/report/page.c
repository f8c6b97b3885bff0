/* The layout of every text report. */
#include "report/page.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

void bn_section(bn_page *page, const char *title)
{
    if (page->begun)
        fputc('\n', page->to);
    page->begun = true;
    page->title = title;
}

static void margin(bn_page *page)
{
    fprintf(page->to, "%-*s", BN_MARGIN, page->title ? page->title : "");
    page->title = NULL;
}

/* The formatted text on the heap, NULL (noted on the page) when memory is out. */
static char *formatted(bn_page *page, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    page->no_memory |= !text;
    if (text)
        vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t columns(const char *text, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes && text[i]; i++)
        count += !continues(text[i]);
    return count;
}

/* Without blanks at its end. Names come from files: no control character of theirs reaches a terminal. */
static void put_line(FILE *to, const char *text, size_t bytes)
{
    while (bytes && text[bytes - 1] == ' ')
        bytes--;
    for (size_t i = 0; i < bytes; i++)
        fputc((unsigned char)text[i] < 0x20 || text[i] == 0x7F ? ' ' : text[i], to);
    fputc('\n', to);
}

void bn_line(bn_page *page, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = formatted(page, format, args);
    va_end(args);
    if (!text)
        return;
    margin(page);
    put_line(page->to, text, strlen(text));
    free(text);
}

/* The bytes of the next line: as many words as fit into room columns, at least one. */
static size_t fitting(const char *text, size_t room)
{
    size_t best = 0;
    for (size_t at = 0;;) {
        at += strcspn(text + at, " ");
        if (best && columns(text, at) > room)
            return best;
        best = at;
        if (!text[at] || columns(text, at) > room)
            return best;
        at++;
    }
}

void bn_words(bn_page *page, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = formatted(page, format, args);
    va_end(args);
    const char *indent = "";
    for (const char *rest = text; rest && *rest; indent = "  ") {
        const size_t bytes = fitting(rest, BN_PAGE - BN_MARGIN - strlen(indent));
        margin(page);
        fputs(indent, page->to);
        put_line(page->to, rest, bytes);
        rest += bytes;
        rest += strspn(rest, " ");
    }
    free(text);
}

const char *bn_plural(size_t count)
{
    return count == 1 ? "" : "s";
}

const char *bn_figure(char out[BN_FIGURE], const char *format, double x)
{
    if (isfinite(x))
        snprintf(out, BN_FIGURE, format, x);
    else
        snprintf(out, BN_FIGURE, "-");
    return out;
}

size_t bn_columns_of(const char *name, size_t limit)
{
    const size_t count = columns(name, strlen(name));
    return count < limit ? count : limit;
}

const char *bn_fitted(char out[BN_FITTED], const char *name, size_t width)
{
    const size_t all = columns(name, strlen(name)), kept = all > width ? width - 3 : all;
    size_t length = 0, seen = 0;
    for (const char *c = name; *c && length < BN_FITTED - 64; c++) {
        seen += !continues(*c);
        if (seen > kept)
            break;
        out[length++] = (unsigned char)*c < 0x20 || *c == 0x7F ? ' ' : *c;
    }
    snprintf(out + length, BN_FITTED - length, "%*s", (int)(width - kept), all > width ? "..." : "");
    return out;
}

bn_status bn_check_written(FILE *to, bn_error *err)
{
    errno = 0;
    if (fflush(to) == 0 && !ferror(to))
        return BN_OK;
    return bn_fail_system(err, BN_CANNOT_WRITE, "the report", errno ? errno : EIO);
}

bn_status bn_page_close(bn_page *page, bn_error *err)
{
    if (page->no_memory)
        return bn_fail(err, BN_NO_MEMORY, "no memory to write a report");
    return bn_check_written(page->to, err);
}
