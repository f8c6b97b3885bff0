/* The table of coefficients. */
#include "report/coef_text.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

#define SHOWN 10

/* The width of the column of names, the intercept's included. */
enum { NAME_LEAST = 13, NAME_MOST = 36 };

typedef struct bn_coef_table {
    const bn_fit_report *what;
    const bn_fit_numbers *numbers;
    const bn_objective_info *info;
    const bn_dataset_info *data; /* NULL without */
    size_t width;
} bn_coef_table;

/* By number they are counted without target and weights. */
static const char *name_of(const bn_coef_table *t, size_t j, char room[32])
{
    if (t->data && t->data->names && *t->data->names[j])
        return t->data->names[j];
    snprintf(room, 32, "%s%zu", t->info->terms ? "feature " : "x", j + 1);
    return room;
}

/* The indices of the count largest |w_j|, largest first: count passes over w. */
static void largest(size_t *index, size_t count, size_t n, const double *w)
{
    for (size_t k = 0; k < count; k++) {
        size_t best = n;
        for (size_t j = 0; j < n; j++) {
            bool taken = false;
            for (size_t i = 0; i < k; i++)
                taken |= index[i] == j;
            if (!taken && (best == n || fabs(w[j]) > fabs(w[best])))
                best = j;
        }
        index[k] = best;
    }
}

static void row(bn_page *page, const bn_coef_table *t, const char *name, double coef, double w, double error)
{
    char fitted[BN_FITTED], more[64] = "";
    bn_fitted(fitted, name, t->width);
    const bool standardized = t->data && t->data->means;
    if (standardized)
        snprintf(more, sizeof more, " %16.8g", w);
    char *errors = more + (standardized ? 17 : 0);
    if (t->numbers->errors && isfinite(error) && error > 0)
        snprintf(errors, 34, " %16.6g %10.4g", error, coef / error);
    else if (t->numbers->errors && error == 0) /* residuals of 0 say nothing of chance */
        snprintf(errors, 34, " %16.6g", error);
    bn_line(page, "%s %16.8g%s", fitted, coef, more);
}

static void heading(bn_page *page, const bn_coef_table *t)
{
    char fitted[BN_FITTED];
    bn_line(page, "%s %16s%s%s", bn_fitted(fitted, "largest first", t->width),
            t->info->terms ? "per unit" : "", t->data && t->data->means ? "     standardized" : "",
            t->numbers->errors ? "   standard error          t" : "");
}

static void intercept(bn_page *page, const bn_coef_table *t)
{
    const bool own = t->info->intercept, implied = !own && t->data && t->data->means;
    const double b = own ? t->what->x[t->info->dim - 1] : 0;
    if (own || implied)
        row(page, t, "intercept", t->numbers->intercept, b, t->numbers->intercept_error);
    if (implied)
        bn_words(page, "The intercept is implied: the model has none, but passes through 0 at the means of "
                       "the features.");
}

void bn_section_coefficients(bn_page *page, const bn_fit_report *what, const bn_fit_numbers *numbers)
{
    bn_coef_table t = {
        .what = what, .numbers = numbers, .info = bn_objective_describe(what->f), .width = NAME_LEAST
    };
    t.data = t.info->data && t.info->terms ? bn_dataset_describe(t.info->data) : NULL;
    const size_t n = numbers->cols, count = n < SHOWN ? n : SHOWN;
    size_t index[SHOWN];
    char room[32];
    largest(index, count, n, what->x);
    for (size_t k = 0; k < count; k++) {
        const size_t needed = bn_columns_of(name_of(&t, index[k], room), NAME_MOST);
        t.width = needed > t.width ? needed : t.width;
    }
    bn_section(page, "coefficients");
    heading(page, &t);
    for (size_t k = 0; k < count; k++) {
        const size_t j = index[k];
        row(page, &t, name_of(&t, j, room), numbers->coef[j], what->x[j],
            numbers->errors ? numbers->errors[j] : NAN);
    }
    intercept(page, &t);
    if (count < n)
        bn_words(page, "%zu more %s smaller; --json and --model have them all.", n - count,
                 n - count == 1 ? "is" : "are");
    if (numbers->errors)
        bn_line(page, "residual standard deviation %.9g", what->residual_sd);
}
