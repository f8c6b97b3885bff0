/* A trace read back. */
#include "lines.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"

const char *const column_names[COLUMNS] = { "k",    "passes",   "seconds",  "f",    "grad_norm",
                                            "gap",  "step",     "momentum", "move", "contraction",
                                            "turn", "variance", "reduced" };

/* Line by line: each is given away without its end; the text is changed. */
static size_t split(char *text, char **line, size_t room)
{
    size_t count = 0;
    for (char *end; (end = strchr(text, '\n')); text = end + 1) {
        *end = '\0';
        cr_assert_lt(count, room);
        line[count++] = text;
    }
    cr_assert_eq(*text, '\0', "no newline at the end");
    return count;
}

static void read_fields(char *text, double out[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        const size_t length = strcspn(text, ",");
        char *end = text + length;
        cr_assert_eq(*end, i + 1 < COLUMNS ? ',' : '\0', "%s", text);
        out[i] = length ? strtod(text, &end) : NAN;
        cr_assert(end == text + length && !isinf(out[i]), "%s", text);
        text += length + 1;
    }
}

static trace_lines lines_of(const char *name, size_t heads, void (*read)(char *text, double out[COLUMNS]))
{
    static char *line[20000];
    char *text = folder_get(name, NULL);
    const size_t count = split(text, line, sizeof line / sizeof *line);
    cr_assert_geq(count, heads);
    trace_lines t = { .count = count - heads, .line = calloc(count, sizeof *t.line) };
    for (size_t i = 0; i < t.count; i++)
        read(line[heads + i], t.line[i]);
    free(text);
    return t;
}

trace_lines lines_of_csv(const char *name)
{
    static const char head[] =
        "k,passes,seconds,f,grad_norm,gap,step,momentum,move,contraction,turn,variance,reduced\n";
    char *text = folder_get(name, NULL);
    cr_assert(!strncmp(text, head, strlen(head)), "%s", text);
    free(text);
    return lines_of(name, 1, read_fields);
}

static void read_object(char *text, double out[COLUMNS])
{
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    cr_assert(json_object_size(root) == COLUMNS, "%s", text);
    for (size_t i = 0; i < COLUMNS; i++) {
        const json_t *value = json_object_get(root, column_names[i]);
        cr_assert(json_is_number(value) || json_is_null(value), "%s", text);
        out[i] = json_is_null(value) ? NAN : json_number_value(value);
    }
    json_decref(root);
}

trace_lines lines_of_json(const char *name)
{
    return lines_of(name, 0, read_object);
}

bn_result traced(const bn_method *method, bn_objective *f, double *x, const char *name, const char *points,
                 bn_solve_options options)
{
    bn_error err;
    bn_result r;
    bn_trace *trace = NULL;
    const bn_trace_options o = { .points = points ? folder_path(points) : NULL };
    cr_assert(!bn_trace_open(&trace, name ? folder_path(name) : NULL, f, &o, &err), "%s", err.message);
    options.observe = bn_trace_observe;
    options.observe_context = trace;
    cr_assert(!bn_solve(method, f, x, &options, &r, &err), "%s", err.message);
    cr_assert(!bn_trace_close(trace, &err), "%s", err.message);
    return r;
}

bn_objective *diagonal(size_t d, const double *lambda, const double *b)
{
    double A[64] = { 0 };
    bn_objective *f = NULL;
    for (size_t i = 0; i < d; i++)
        A[i * d + i] = lambda[i];
    cr_assert(d <= 8 && !bn_objective_quadratic(&f, d, A, b, NULL));
    return f;
}
