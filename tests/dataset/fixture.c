/* Datasets from strings, for the tests of this folder. */
#include "fixture.h"
#include "dataset/parse.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static bn_error last;

bn_dataset *read_bytes(const void *bytes, size_t size, const bn_dataset_options *options)
{
    bn_text text;
    bn_dataset *data = NULL;
    memset(&last, 0, sizeof last);
    bn_status status = bn_text_wrap(&text, "t", bytes, size, &last);
    if (!status)
        status = bn_dataset_parse(&data, &text, options, &last);
    cr_assert(status == last.status, "returned %d, wrote %d", (int)status, (int)last.status);
    cr_assert((status == BN_OK) == (data != NULL), "status %d but data %p", (int)status, (void *)data);
    return data;
}

bn_dataset *accept(const char *text, const bn_dataset_options *options)
{
    bn_dataset *data = read_bytes(text, strlen(text), options);
    cr_assert(data, "\"%s\" was rejected: %s", text, last.message);
    return data;
}

void reject(const char *text, const bn_dataset_options *options, const char *fragment)
{
    bn_dataset *data = read_bytes(text, strlen(text), options);
    bn_dataset_free(data);
    cr_assert(!data, "\"%s\" was accepted", text);
    cr_expect(strstr(last.message, fragment), "\"%s\": the sentence is [%s], without [%s]", text,
              last.message, fragment);
}

const bn_error *failure(void)
{
    return &last;
}

void has_features(const bn_dataset *data, size_t rows, size_t cols, const double *X)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    cr_assert(info->rows == rows && info->cols == cols, "%zu x %zu, expected %zu x %zu", info->rows,
              info->cols, rows, cols);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            cr_expect(!memcmp(&bn_dataset_row(data, i)[j], &X[i * cols + j], sizeof *X),
                      "%s: X[%zu][%zu] is %.17g, expected %.17g", info->path, i, j,
                      bn_dataset_row(data, i)[j], X[i * cols + j]);
}

bool notes(const bn_dataset *data, const char *fragment)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    for (size_t i = 0; i < info->notes; i++)
        if (strstr(info->note[i], fragment))
            return true;
    return false;
}

void has_list(const char *const *items, size_t count, const char *joined)
{
    char text[1000] = "";
    cr_assert(items || !count);
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? "," : "", items[i]);
    cr_expect(!strcmp(text, joined), "found %s, expected %s", text, joined);
}
