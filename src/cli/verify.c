/* banach verify: are the claims of a certificate true? */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/point.h"
#include "cli/problem.h"

static const char *const findings[] = {
    [BN_NOT_PROVED] = "not proved", [BN_PROVED] = "proved", [BN_FALSE] = "false"
};

/* A number, or null where there is none. */
static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static bn_status write_json(const bn_verification *v, bn_error *err)
{
    json_t *checks = json_array(), *root = NULL;
    for (size_t k = 0; k < v->count; k++) {
        const bn_check *c = &v->checks[k];
        json_array_append_new(checks, json_pack("{s:s, s:s, s:o, s:o, s:s?}", "claim", c->claim, "finding",
                                                findings[c->finding], "claimed", number(c->claimed), "found",
                                                number(c->found), "rule", c->rule));
    }
    root = json_pack("{s:b, s:o, s:s}", "holds", (int)v->holds, "checks", checks, "version", bn_version());
    const int failed = !root || json_array_size(checks) != v->count ||
                       json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(root);
    if (failed && !ferror(stdout)) /* which is told when standard output is closed */
        return cli_fail(err, BN_NO_MEMORY, "no memory to write JSON");
    putchar('\n');
    return BN_OK;
}

/* What a claim says, as a formula that its number completes. */
static const char *meaning(const char *claim)
{
    static const char *const words[][2] = {
        { "file", "the file's SHA-256" },
        { "data", "the numbers' SHA-256" },
        { "value_lower", "f >=" },
        { "value_upper", "f <=" },
        { "grad_norm", "|grad f| <=" },
        { "mu", "mu >=" },
        { "L", "L <=" },
        { "gap", "f - min f <=" },
        { "distance", "|w - w*| <=" },
    };
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (!strcmp(words[k][0], claim))
            return words[k][1];
    return claim;
}

/* A number in a column, or a blank column. */
static const char *cell(char out[32], double x)
{
    if (snprintf(out, 32, "%.15g", x) < 0 || !isfinite(x))
        *out = '\0';
    return out;
}

static void write_text(const bn_verification *v, bool bare)
{
    size_t proved = 0;
    for (size_t k = 0; k < v->count; k++) {
        const bn_check *c = &v->checks[k];
        const char *rule = c->rule && isfinite(c->found) ? c->rule : "";
        char claimed[32], found[32];
        proved += c->finding == BN_PROVED;
        if (k == 0 && !bare)
            printf("%34s%-24s%-24sby\n", "", "claimed", "found");
        printf("%-12s%s", findings[c->finding], meaning(c->claim));
        if (isfinite(c->claimed) || isfinite(c->found)) {
            printf("%*s", (int)(22 - strlen(meaning(c->claim))), "");
            if (!bare)
                printf(isfinite(c->found) ? "%-24s" : "%s", cell(claimed, c->claimed));
            printf(*rule ? "%-24s" : "%s", cell(found, c->found));
        }
        printf("%s\n", rule);
    }
    if (bare)
        puts(v->holds ? "\nproved: this point is as good as these bounds say"
                      : "\nnot proved: no bound on f - min f was found");
    else if (v->holds)
        printf("\nproved: all %zu claims\n", v->count);
    else
        printf("\nREFUSED: %zu of %zu claims proved\n", proved, v->count);
}

/* With a certificate the objective is the certificate's. */
static bn_status check(const cli_settings *s, bn_error *err)
{
    const bool asked = s->loss || !isnan(s->l2) || s->intercept || s->standardize || s->storage ||
                       s->target || s->weights || s->format || s->header || s->missing || s->index_base;
    if (!s->point && !s->operands)
        return cli_fail(err, BN_BAD_ARGUMENT,
                        "verify needs CERTIFICATE, or --point FILE --data FILE; see banach help verify");
    if (s->point && (s->operands || !s->data))
        return cli_fail(err, BN_BAD_ARGUMENT,
                        s->operands ? "verify takes a certificate or a --point, not both"
                                    : "--point needs --data FILE");
    if (!s->point && asked)
        return cli_fail(err, BN_BAD_ARGUMENT,
                        "a certificate says itself what was minimized and how the data are read");
    return BN_OK;
}

static bn_status verify_point(bn_verification *out, const cli_settings *s, const bn_verify_options *options,
                              bn_error *err)
{
    const bn_dataset_options reading = cli_reading(s);
    bn_dataset *data = NULL;
    bn_status status = bn_dataset_load(&data, s->data, &reading, err);
    if (status)
        return status;
    const char *loss = s->loss ? s->loss : "squared";
    const size_t dim = bn_dataset_describe(data)->cols + s->intercept;
    double *x = calloc(dim, sizeof *x);
    status = x ? cli_point_read(x, dim, s->point, err) : cli_fail(err, BN_NO_MEMORY, "no memory for a point");
    if (!status)
        status = bn_verify_point(out, &(bn_question){ data, loss, cli_l2(s, data), s->intercept, x }, options,
                                 err);
    free(x);
    bn_dataset_free(data);
    return status;
}

/* A certificate names its data as fit was told, from the folder in which that was. */
static bn_status verify_certificate(bn_verification *out, const cli_settings *s,
                                    const bn_verify_options *options, bn_error *err)
{
    bn_status status = bn_verify(out, s->operand[0], options, err);
    if (status != BN_CANNOT_READ || s->data || access(s->operand[0], R_OK))
        return status;
    const bn_error unread = *err;
    return cli_fail(err, status, "%.420s; --data FILE says where the data are now", unread.message);
}

static bn_status run(int *ended, const cli_settings *s, bn_error *err)
{
    const bn_verify_options options = { .data = s->data,
                                        .bits = s->bits > 1 << 20 ? 1 << 20 : (unsigned)s->bits,
                                        .threads = cli_threads(s) };
    bn_verification v;
    bn_status status = check(s, err);
    if (!status)
        status = s->point ? verify_point(&v, s, &options, err) : verify_certificate(&v, s, &options, err);
    if (status)
        return status;
    *ended = v.holds ? CLI_DONE : CLI_NOT_CONVERGED;
    if (s->json)
        return write_json(&v, err);
    write_text(&v, s->point);
    return BN_OK;
}

const cli_command cli_verify = {
    .name = "verify",
    .bit = CLI_VERIFY,
    .operands = "[CERTIFICATE]",
    .most = 1,
    .summary = "check the claims of a certificate, or certify a point from any program",
    .details =
        "CERTIFICATE is what banach fit --certificate wrote. Every claim is proved again from the data, in\n"
        "interval arithmetic that shares no code with the solvers. Exit status 0: all claims are proved.\n"
        "    banach fit data/diabetes.csv --intercept --certificate c.json && banach verify c.json\n"
        "    banach verify --point w.txt --data data/breast_cancer.csv --loss logistic --l2 1e-3\n"
        "A point is plain numbers, one for each unknown, the intercept last; with --standardize those of\n"
        "standardized features.",
    .run = run,
};
