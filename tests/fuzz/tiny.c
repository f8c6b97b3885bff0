/* Tiny problems out of bytes. */
#include "fuzz/tiny.h"

#include <string.h>

static const double curiosities[] = { 0.0,       -0.0,     1e-300,      -1e300,
                                      0x1p-1074, 1e150,    -1e-150,     0x1.fffffffffffffp1023,
                                      1e8,       1e-8,     1 + 0x1p-52, -1 / 3.0,
                                      1e16,      0x1p-537, 0x1p511,     0.1 };

enum { CURIOSITIES = sizeof curiosities / sizeof *curiosities };

double tiny_number(fuzz_bytes *b)
{
    const unsigned byte = fuzz_take(b);
    return byte < 200 ? ((double)byte - 100) / 8 : curiosities[byte % CURIOSITIES];
}

static bool refused(bn_status status, const bn_error *err)
{
    MUST(!status || (err->status == status && strlen(err->message) > 5));
    return status != BN_OK;
}

static bool make_quadratic(tiny *t, fuzz_bytes *b)
{
    double A[TINY_DIM * TINY_DIM], y[TINY_DIM];
    bn_error err;
    t->dim = 1 + fuzz_below(b, TINY_DIM);
    for (size_t i = 0; i < t->dim; i++) {
        y[i] = tiny_number(b);
        for (size_t j = 0; j <= i; j++)
            A[i * t->dim + j] = A[j * t->dim + i] = tiny_number(b);
    }
    return !refused(bn_objective_quadratic(&t->f, t->dim, A, y, &err), &err);
}

static bool make_loss(tiny *t, fuzz_bytes *b, const bn_loss *loss)
{
    double X[TINY_ROWS * TINY_DIM], y[TINY_ROWS], weights[TINY_ROWS];
    const size_t rows = 1 + fuzz_below(b, TINY_ROWS), cols = 1 + fuzz_below(b, TINY_DIM - 1);
    const unsigned how = fuzz_take(b);
    const bn_dataset_options reading = { .standardize = how & 1 };
    const bn_objective_options options = { how & 2 ? tiny_number(b) : 0.125, (how & 4) != 0, 1 };
    bn_error err;
    for (size_t i = 0; i < rows; i++) {
        y[i] = loss == &bn_logistic ? (double)fuzz_below(b, 2) : tiny_number(b);
        weights[i] = how & 8 ? (double)fuzz_below(b, 3) : 1;
        for (size_t j = 0; j < cols; j++)
            X[i * cols + j] = tiny_number(b);
    }
    if (refused(bn_dataset_copy(&t->data, rows, cols, X, y, how & 8 ? weights : NULL, &reading, &err), &err))
        return false;
    if (!refused(bn_objective_new(&t->f, loss, t->data, &options, &err), &err)) {
        t->dim = cols + options.intercept;
        return true;
    }
    bn_dataset_free(t->data);
    return false;
}

bool tiny_make(tiny *t, fuzz_bytes *b)
{
    const unsigned kind = fuzz_below(b, 3);
    *t = (tiny){ .dim = 0 };
    return kind == 2 ? make_quadratic(t, b) : make_loss(t, b, kind ? &bn_logistic : &bn_squared);
}

void tiny_free(tiny *t)
{
    bn_objective_free(t->f);
    bn_dataset_free(t->data);
}
