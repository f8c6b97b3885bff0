/* The lines of a trace: one number a column, as CSV or JSON. */
#include "trace/line.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

static const char *const columns[] = {
    [BN_TRACE_K] = "k",
    [BN_TRACE_PASSES] = "passes",
    [BN_TRACE_SECONDS] = "seconds",
    [BN_TRACE_F] = "f",
    [BN_TRACE_GRAD_NORM] = "grad_norm",
    [BN_TRACE_GAP] = "gap",
    [BN_TRACE_STEP] = "step",
    [BN_TRACE_MOMENTUM] = "momentum",
    [BN_TRACE_MOVE] = "move",
    [BN_TRACE_CONTRACTION] = "contraction",
    [BN_TRACE_TURN] = "turn",
    [BN_TRACE_VARIANCE] = "variance",
    [BN_TRACE_REDUCED] = "reduced",
};

static void put_number(bn_output *out, double x, const char *otherwise)
{
    char text[BN_NUMBER_TEXT];
    bn_output_text(out, isfinite(x) ? bn_number_format(text, x) : otherwise);
}

static void csv_head(bn_output *out)
{
    for (size_t i = 0; i < BN_TRACE_COLUMNS; i++) {
        bn_output_text(out, i ? "," : "");
        bn_output_text(out, columns[i]);
    }
    bn_output_text(out, "\n");
}

static void csv_line(bn_output *out, const double *line)
{
    for (size_t i = 0; i < BN_TRACE_COLUMNS; i++) {
        bn_output_text(out, i ? "," : "");
        put_number(out, line[i], "");
    }
    bn_output_text(out, "\n");
}

static void json_line(bn_output *out, const double *line)
{
    for (size_t i = 0; i < BN_TRACE_COLUMNS; i++) {
        bn_output_text(out, i ? ", \"" : "{\"");
        bn_output_text(out, columns[i]);
        bn_output_text(out, "\": ");
        put_number(out, line[i], "null");
    }
    bn_output_text(out, "}\n");
}

static const bn_line_format formats[] = { { "csv", csv_head, csv_line }, { "jsonl", NULL, json_line } };

const bn_line_format *bn_line_format_for(const char *path, const char *name)
{
    if (!name)
        name = bn_path_ends(path, ".jsonl") ? "jsonl" : "csv";
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(formats[i].name, name))
            return &formats[i];
    return NULL;
}
