/* CSV: commas, a header if the columns have names, quotes only where they are needed. */
#include "dataset/writer.h"

#include <string.h>

void bn_write_cell(bn_output *out, const char *text)
{
    size_t length = strlen(text);
    bool bare = length && !strpbrk(text, ",;\t\"\r\n#") && *text != ' ' && text[length - 1] != ' ';
    if (bare) {
        bn_output_put(out, text, length);
        return;
    }
    bn_output_text(out, "\"");
    for (; *text; text++)
        bn_output_put(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    bn_output_text(out, "\"");
}

static bn_status begin(bn_output *out, const bn_dataset_info *info, bn_error *err)
{
    (void)err;
    for (size_t j = 0; info->names && j < info->cols; j++) {
        bn_write_cell(out, info->names[j]);
        bn_output_text(out, ",");
    }
    if (info->names) {
        bn_output_text(out, info->weights ? "weight," : "");
        bn_write_cell(out, info->target_name ? info->target_name : "target");
        bn_output_text(out, "\n");
    }
    return BN_OK;
}

static void row(bn_output *out, const bn_dataset_info *info, const double *x, size_t i)
{
    for (size_t j = 0; j < info->cols + (info->weights != NULL); j++) {
        bn_write_number(out, j < info->cols ? x[j] : info->weights[i]);
        bn_output_text(out, ",");
    }
    if (info->words)
        bn_write_cell(out, bn_word_of(info, i));
    else
        bn_write_number(out, info->targets[i]);
    bn_output_text(out, "\n");
}

const bn_writer bn_writer_csv = { "csv", { ".csv", NULL }, true, begin, row };
