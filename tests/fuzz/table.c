/* Bytes as a data file. */
#include "fuzz/table.h"
#include "fuzz/file.h"

#include <math.h>
#include <string.h>

#include "dataset/parse.h"

static void expect_sane(const bn_dataset *data)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    double weight = 0;
    MUST(info->rows > 0 && info->cols > 0);
    for (size_t i = 0; i < info->rows; i++) {
        const double *row = bn_dataset_row(data, i);
        MUST(isfinite(info->targets[i]));
        MUST(!info->weights || (info->weights[i] >= 0 && isfinite(info->weights[i])));
        MUST(!info->words || info->targets[i] >= 0);
        MUST(!info->words || !info->classes || info->targets[i] < (double)info->classes);
        weight += info->weights ? info->weights[i] : 1;
        for (size_t j = 0; j < info->cols; j++)
            MUST(isfinite(row[j]));
    }
    MUST(weight > 0);
    for (size_t j = 0; info->means && j < info->cols; j++)
        MUST(isfinite(info->means[j]) && info->scales[j] > 0);
    for (size_t k = 0; k < info->notes; k++)
        MUST(strlen(info->note[k]) > 5);
}

/* The same through a window: no matter where it ends, the same comes of it. Of two things that are wrong
   the other one may be told: bytes that are no text are looked for before all else, in each window. */
static void expect_same(const fuzz_bytes *b, const bn_dataset_options *options, const bn_dataset *whole,
                        const bn_error *complaint)
{
    bn_error err = { BN_OK, "" };
    bn_text text;
    bn_input in;
    bn_dataset *data = NULL;
    MUST(!bn_input_open(&in, fuzz_file(0, b->at, b->left), &err));
    in.name = "t";
    bn_status status = bn_text_open(&text, "t", &in, (size_t)1 << 30, 1 + b->left / 3, &err);
    if (!status) {
        status = bn_dataset_parse(&data, &text, options, &err);
        bn_text_free(&text);
    }
    MUST(!bn_input_close(&in, BN_OK, NULL));
    const bool no_text = strstr(complaint->message, ", expected text");
    MUST(!status == !complaint->status);
    MUST(no_text || (status == complaint->status && !strcmp(err.message, complaint->message)));
    if (data) {
        const bn_dataset_info *info = bn_dataset_describe(data), *other = bn_dataset_describe(whole);
        MUST(info->rows == other->rows && info->cols == other->cols && info->classes == other->classes);
        MUST(!memcmp(bn_dataset_row(data, 0), bn_dataset_row(whole, 0),
                     info->rows * info->cols * sizeof(double)));
        MUST(!memcmp(info->targets, other->targets, info->rows * sizeof(double)));
    }
    bn_dataset_free(data);
}

void fuzz_table(const char *format, const uint8_t *bytes, size_t size)
{
    fuzz_bytes b = { bytes, size };
    const unsigned how = fuzz_take(&b), more = how / 8;
    const bn_dataset_options options = {
        .format = format,
        .header = (bn_header)(how % 3),
        .missing = (bn_missing)(more % 3),
        .index_base = (bn_index_base)(how % 3),
        .target = how % 8 == 7 ? "1" : NULL,
        .weights = how % 8 == 6 ? "2" : NULL,
        .standardize = more % 2 == 1,
        .no_target = how == 255,
    };
    bn_error err = { BN_OK, "" };
    bn_text text;
    bn_dataset *data = NULL;
    bn_status status = bn_text_wrap(&text, "t", b.at, b.left, &err);
    if (!status)
        status = bn_dataset_parse(&data, &text, &options, &err);
    MUST((status == BN_OK) == (data != NULL));
    MUST(status ? err.status == status && strlen(err.message) > 5 : !*err.message);
    if (data)
        expect_sane(data);
    expect_same(&b, &options, data, &err);
    bn_dataset_free(data);
}
