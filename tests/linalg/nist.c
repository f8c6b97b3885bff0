/* NIST's eleven linear least-squares sets against the exact rational solution of the problem as stored in
   doubles (nist/certified.json below BANACH_DATA). The bar: 14 digits for every coefficient, 12 for
   standard errors and the residual standard deviation. */
#include "linalg/lsq.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(nist, .fini = bn_no_leaks);

#define MAX_ROWS 100
#define MAX_COLS 10

typedef struct set {
    size_t rows, cols;
    bool intercept;
    double X[MAX_ROWS * MAX_COLS], y[MAX_ROWS];
} set;

/* x^k rounded once: the doubled power is good to far more than a double, so its first half is the
   rounding. */
static double power(double x, size_t k)
{
    bn_dd p = bn_dd_from(1);
    while (k--)
        p = bn_dd_mul_d(p, x);
    return p.hi;
}

/* The lines of a .dat file that its header calls data: y, then the predictors. */
static bool read_set(set *s, const char *path, json_t *model)
{
    FILE *file = fopen(path, "r");
    char line[1000];
    int first = 0, last = 0;
    bool polynomial = strcmp(json_string_value(json_object_get(model, "kind")), "poly") == 0;
    s->cols = (size_t)json_integer_value(json_object_get(model, "degree_or_vars"));
    s->intercept = json_is_true(json_object_get(model, "intercept"));
    s->rows = 0;
    for (int number = 1; file && fgets(line, sizeof line, file); number++) {
        char *at = strstr(line, "Data ");
        if (!last && at && sscanf(at, "Data (lines %d to %d)", &first, &last) == 2)
            continue;
        if (!last || number < first || number > last)
            continue;
        double *x = s->X + s->rows * s->cols;
        s->y[s->rows++] = strtod(line, &at);
        for (size_t j = 0; j < s->cols; j++)
            x[j] = polynomial && j ? power(x[0], j + 1) : strtod(at, &at);
    }
    if (file)
        fclose(file);
    return s->rows > s->cols;
}

/* Correct digits of a doubled number: -log10 of the relative error; 0 against an exact 0. At most 19, which
   is where the truth file and long double end. */
static double digits(bn_dd value, const char *truth)
{
    long double exact = strtold(truth, NULL), found = (long double)value.hi + value.lo;
    if (exact == found)
        return 19;
    if (exact == 0)
        return 0;
    return fmin(19, (double)-log10l(fabsl(found - exact) / fabsl(exact)));
}

static const char *text(json_t *truth, const char *key, size_t k)
{
    json_t *value = json_object_get(truth, key);
    return json_string_value(json_is_array(value) ? json_array_get(value, k) : value);
}

Test(nist, eleven_sets)
{
    static set s;
    const char *path = bn_test_data("nist/certified.json");
    if (!path)
        cr_skip_test("NIST's eleven sets were not solved: BANACH_DATA has no nist/certified.json");
    json_t *all = json_load_file(path, 0, NULL), *entry;
    const char *name;
    cr_assert(all, "%s", path);
    fprintf(stderr, "%-9s %-9s %6s  %9s  %5s %7s %5s %5s\n", "set", "route", "sweeps", "condition", "coef",
            "doubled", "se", "rsd");
    json_object_foreach(all, name, entry)
    {
        char file[60];
        snprintf(file, sizeof file, "nist/%s.dat", name);
        const char *table = bn_test_data(file);
        if (!table) {
            json_decref(all);
            cr_skip_test("NIST's sets were not all solved: BANACH_DATA has no %s", file);
        }
        cr_assert(read_set(&s, table, json_object_get(entry, "model")), "%s", name);
        json_t *truth = json_object_get(entry, "exact_double_design_matrix");
        bn_lsq_problem p = {
            .rows = s.rows, .cols = s.cols, .X = s.X, .stride = s.cols, .y = s.y, .intercept = s.intercept
        };
        size_t unknowns = s.cols + s.intercept;
        bn_lsq_report report;
        bn_lsq_statistics statistics;
        bn_dd z[MAX_COLS + 1];
        double errors[MAX_COLS + 1];
        bn_error err;
        cr_assert(!bn_lsq_solve(z, &p, &report, &err) &&
                      !bn_lsq_statistics_at(&statistics, errors, &p, z, &err),
                  "%s: %s", name, err.message);
        double coef = 19, doubled = 19, se = 19;
        for (size_t k = 0; k < unknowns; k++) {
            size_t ours =
                s.intercept ? (k + unknowns - 1) % unknowns : k; /* the file's intercept comes first */
            coef = fmin(coef, digits(bn_dd_from(z[ours].hi), text(truth, "coef", k)));
            doubled = fmin(doubled, digits(z[ours], text(truth, "coef", k)));
            se = fmin(se, digits(bn_dd_from(errors[ours]), text(truth, "se", k)));
        }
        double rsd = digits(bn_dd_from(statistics.residual_sd), text(truth, "residual_sd", 0));
        fprintf(stderr, "%-9s %-9s %6u  %9.1e  %5.1f %7.1f %5.1f %5.1f\n", name,
                bn_lsq_route_name(report.route), report.sweeps, report.condition, coef, doubled, se, rsd);
        cr_expect(report.rank == unknowns, "%s: rank %zu", name, report.rank);
        cr_expect(coef >= 14 && doubled >= 14, "%s: %.1f digits of a coefficient", name, coef);
        cr_expect(se >= 12, "%s: %.1f digits of a standard error", name, se);
        cr_expect(rsd >= 12, "%s: %.1f digits of the residual standard deviation", name, rsd);
    }
    json_decref(all);
}
