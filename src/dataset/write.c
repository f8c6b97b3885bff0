/* From a dataset to a file: the choice of the format, the comment, the rows. */
#include <banach/write.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/number.h"
#include "dataset/memory.h"
#include "dataset/rows.h"
#include "dataset/writer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const bn_writer *const writers[] = { &bn_writer_csv, &bn_writer_libsvm, &bn_writer_npy, NULL };

static bool is_named_for(const char *path, const bn_writer *w)
{
    return bn_path_ends(path, w->endings[0]) || (w->endings[1] && bn_path_ends(path, w->endings[1]));
}

static const bn_writer *writer_for(const char *path, const char *format)
{
    const bool any = !format || !strcmp(format, "auto");
    for (const bn_writer *const *w = writers; *w; w++)
        if (any ? is_named_for(path, *w) : !strcmp(format, (*w)->name))
            return *w;
    return any ? writers[0] : NULL;
}

void bn_write_number(bn_output *out, double x)
{
    char text[BN_NUMBER_TEXT];
    bn_output_text(out, x == 0 && signbit(x) ? "-0" : bn_number_format(text, x));
}

const char *bn_word_of(const bn_dataset_info *info, size_t i)
{
    return info->words ? info->class_names[(size_t)info->targets[i]] : NULL;
}

/* Control characters would make the file unreadable; they become blanks. */
static void write_comment(bn_output *out, const char *comment)
{
    bn_output_text(out, "# ");
    for (const char *at = comment; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '\n')
            bn_output_text(out, at[1] ? "\n# " : "");
        else
            bn_output_put(out, c < ' ' && c != '\t' ? " " : at, 1);
    }
    bn_output_text(out, "\n");
}

static bn_status check(const bn_dataset_info *info, const char *name, bn_error *err)
{
    if (!info->words || info->class_names)
        return BN_OK;
    return bn_fail(err, BN_UNSUPPORTED,
                   "%s: the target has more than %d different words, which were not kept", name,
                   BN_MAX_CLASSES);
}

bn_status bn_dataset_write(const bn_dataset *data, const char *path, const char *format, const char *comment,
                           bn_error *err)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    const bn_writer *writer = writer_for(path, format);
    const char *name = bn_path_name(path, "standard output");
    bn_output out;
    if (!writer)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "%s: format \"%.60s\" asked for, expected auto, csv, libsvm or npy", name, format);
    bn_status status = check(info, name, err);
    if (!status)
        status = bn_output_open(&out, path, err);
    if (status)
        return status;
    if (comment && *comment && writer->comments)
        write_comment(&out, comment);
    status = writer->begin ? writer->begin(&out, info, err) : BN_OK;
    double *room = bn_doubles(1, info->cols);
    if (!status && !room)
        status = bn_out_of_memory(name, err);
    for (size_t i = 0; room && !status && !out.error && i < info->rows; i++)
        writer->row(&out, info, bn_dataset_doubles(data, i, room), i);
    free(room);
    return bn_output_close(&out, status, err);
}
