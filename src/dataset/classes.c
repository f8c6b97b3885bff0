/* The distinct targets. Numbers that are equal are one class however they are written; a target with
   words in it is a list of words, and its numbers become their places in the sorted list. */
#include "base/alloc.h"
#include "base/fail.h"
#include "base/number.h"
#include "dataset/table.h"

#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b)
{
    const bn_span *x = a, *y = b;
    size_t common = x->length < y->length ? x->length : y->length;
    int order = common ? memcmp(x->at, y->at, common) : 0;
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* Sorts count words and keeps one of each; returns how many are left. */
static size_t sort_distinct(bn_span *word, size_t count)
{
    size_t kept = 0;
    qsort(word, count, sizeof *word, by_bytes);
    for (size_t i = 0; i < count; i++)
        if (!i || by_bytes(&word[i], &word[kept - 1]))
            word[kept++] = word[i];
    return kept;
}

/* So many distinct targets are looked for: one more than are counted says that there are more. */
enum { SOUGHT = BN_MAX_CLASSES + 1 };

/* The distinct targets, ascending. */
static size_t find_distinct(double distinct[SOUGHT], const bn_table *table)
{
    size_t count = 0, place = 0;
    for (size_t i = 0; i < table->rows && count < SOUGHT; i++) {
        const double y = table->y[i];
        if (place < count && distinct[place] == y)
            continue; /* as in the row before */
        for (place = 0; place < count && distinct[place] < y;)
            place++;
        if (place < count && distinct[place] == y)
            continue;
        memmove(distinct + place + 1, distinct + place, (count - place) * sizeof *distinct);
        distinct[place] = y;
        count++;
    }
    return count;
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

static bn_status classify_numbers(bn_table *table, const char *name, bn_error *err)
{
    double distinct[SOUGHT];
    const size_t count = find_distinct(distinct, table);
    return name_classes(table, (const char *)distinct, count, sizeof *distinct, name_number)
               ? BN_OK
               : bn_out_of_memory(name, err);
}

static bn_status classify_words(bn_table *table, const char *name, bn_error *err)
{
    bn_span *distinct = bn_array(table->rows, sizeof *distinct);
    if (!distinct)
        return bn_out_of_memory(name, err);
    memcpy(distinct, table->labels, table->rows * sizeof *distinct);
    const size_t count = sort_distinct(distinct, table->rows);
    const bool whole = name_classes(table, (const char *)distinct, count, sizeof *distinct, name_word);
    number_words(table, distinct, count);
    free(distinct);
    return whole ? BN_OK : bn_out_of_memory(name, err);
}

bn_status bn_table_classify(bn_table *table, const char *name, bn_error *err)
{
    return (table->words_where ? classify_words : classify_numbers)(table, name, err);
}
