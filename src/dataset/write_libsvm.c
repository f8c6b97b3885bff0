/* LIBSVM: the label, then index:value for what is not zero, counted from 1. */
#include "base/fail.h"
#include "dataset/writer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bn_status begin(bn_output *out, const bn_dataset_info *info, bn_error *err)
{
    if (info->weights)
        return bn_fail(err, BN_UNSUPPORTED, "%s: the rows have weights, for which LIBSVM has no place",
                       out->name);
    for (size_t k = 0; info->words && k < info->classes; k++)
        if (!*info->class_names[k] || strpbrk(info->class_names[k], " \t\r\n#:,"))
            return bn_fail(err, BN_UNSUPPORTED, "%s: \"%.60s\" cannot be a label of a LIBSVM file", out->name,
                           info->class_names[k]);
    return BN_OK;
}

/* The first row names the last feature even if it is 0, or the file would not tell how many there are. */
static void row(bn_output *out, const bn_dataset_info *info, const double *x, size_t i)
{
    char index[32];
    if (info->words)
        bn_output_text(out, bn_word_of(info, i));
    else
        bn_write_number(out, info->targets[i]);
    for (size_t j = 0; j < info->cols; j++) {
        if (x[j] == 0 && !signbit(x[j]) && (i || j + 1 < info->cols))
            continue;
        snprintf(index, sizeof index, " %zu:", j + 1);
        bn_output_text(out, index);
        bn_write_number(out, x[j]);
    }
    bn_output_text(out, "\n");
}

const bn_writer bn_writer_libsvm = { "libsvm", { ".libsvm", ".svm" }, true, begin, row };
