/* Text for people: sections with their title in the margin, lines of at most BN_PAGE columns. */
#ifndef BN_REPORT_PAGE_H
#define BN_REPORT_PAGE_H

#include <stdio.h>

#include <banach/report.h>

#define BN_PAGE 100
#define BN_MARGIN 14

typedef struct bn_page {
    FILE *to;
    const char *title; /* of the section that is about to begin, else NULL */
    bool begun;
    bool no_memory;
} bn_page;

/* The next line begins a section; sections are set apart by an empty line. */
void bn_section(bn_page *page, const char *title);

/* One line, printf's way. */
void bn_line(bn_page *page, const char *format, ...) BN_PRINTF(2, 3);

/* Words, broken at blanks to fit the page; lines after the first are indented by two more. */
void bn_words(bn_page *page, const char *format, ...) BN_PRINTF(2, 3);

/* "s", but for one. */
const char *bn_plural(size_t count);

/* A number for a column, by a format such as "%.3g"; a dash where there is none. */
#define BN_FIGURE 64
const char *bn_figure(char out[BN_FIGURE], const char *format, double x);

/* name without control characters, padded with blanks, or cut with "...", to width columns (UTF-8 counted by
   characters); width is at most 60. */
#define BN_FITTED 320 /* 60 characters of four bytes, as many blanks, and more */
const char *bn_fitted(char out[BN_FITTED], const char *name, size_t width);

/* How many columns name takes, at most limit. */
size_t bn_columns_of(const char *name, size_t limit);

/* BN_OK if everything was written. */
bn_status bn_page_close(bn_page *page, bn_error *err);
bn_status bn_check_written(FILE *to, bn_error *err);

#endif
