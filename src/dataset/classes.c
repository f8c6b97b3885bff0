/* The distinct targets. Numbers that are equal are one class however they are written; a target with
   words in it is a list of words, and its numbers become their places in the sorted list. */
#include "base/alloc.h"
#include "base/fail.h"
#include "base/number.h"
#include "dataset/table.h"

#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int by_bytes(const void *a, const void *b)
{
    const bn_span *x = a, *y = b;
    size_t common = x->length < y->length ? x->length : y->length;
    int order = common ? memcmp(x->at, y->at, common) : 0;
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

typedef int comparison(const void *, const void *);

/* Sorts count elements of size bytes and keeps one of each; returns how many are left. */
static size_t sort_distinct(void *elements, size_t count, size_t size, comparison *compare)
{
    char *element = elements;
    size_t kept = 0;
    qsort(elements, count, size, compare);
    for (size_t i = 0; i < count; i++)
        if (!i || compare(element + i * size, element + (kept - 1) * size))
            memmove(element + kept++ * size, element + i * size, size);
    return kept;
}

/* How a class is called. */
typedef char *class_namer(bn_strings *strings, const void *element);

static char *name_number(bn_strings *strings, const void *element)
{
    char text[BN_NUMBER_TEXT];
    bn_number_format(text, *(const double *)element);
    return bn_strings_add(strings, text, strlen(text));
}

static char *name_word(bn_strings *strings, const void *element)
{
    const bn_span *word = element;
    return bn_strings_add(strings, word->at, word->length);
}

static bool name_classes(bn_table *table, const char *distinct, size_t count, size_t size, class_namer *name)
{
    if (count > BN_MAX_CLASSES)
        return true;
    table->class_names = bn_array(count, sizeof *table->class_names);
    bool whole = table->class_names != NULL;
    for (size_t i = 0; whole && i < count; i++) {
        table->class_names[i] = name(&table->strings, distinct + i * size);
        whole = table->class_names[i] != NULL;
    }
    table->classes = whole ? count : 0;
    return whole;
}

/* The number of the class of every row. */
static void number_words(bn_table *table, const bn_span *distinct, size_t count)
{
    for (size_t i = 0; i < table->rows; i++) {
        const bn_span *found = bsearch(&table->labels[i], distinct, count, sizeof *distinct, by_bytes);
        table->y[i] = (double)(found - distinct);
    }
}

bn_status bn_table_classify(bn_table *table, const char *name, bn_error *err)
{
    bool words = table->words_where != NULL;
    size_t size = words ? sizeof *table->labels : sizeof *table->y;
    void *distinct = bn_array(table->rows, size);
    if (!distinct)
        return bn_out_of_memory(name, err);
    memcpy(distinct, words ? (const void *)table->labels : table->y, table->rows * size);
    size_t count = sort_distinct(distinct, table->rows, size, words ? by_bytes : by_value);
    bool whole = name_classes(table, distinct, count, size, words ? name_word : name_number);
    if (words)
        number_words(table, distinct, count);
    free(distinct);
    return whole ? BN_OK : bn_out_of_memory(name, err);
}
