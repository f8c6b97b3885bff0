#!/bin/sh
# Adding a method takes one file and one registry line: done here in a scratch copy of the tree, with gradient descent
# under another name; then it is listed, fits, and has its contract.
. "$BANACH_SOURCE/tests/support/cli.sh"
if [ -n "${BANACH_SANITIZED:-}" ] || [ -n "${BANACH_CLI_WRAPPER:-}" ]; then
    echo "skipped: no method was added: the tree it is built in has no sanitizer, and the command no wrapper"
    exit 77
fi
tree=$work/tree
mkdir "$tree" || exit 1
(cd "$BANACH_SOURCE" && tar cf - meson.build include src tests/consumer/main.c) | (cd "$tree" && tar xf -)
mkdir "$tree/bench" && : >"$tree/tests/meson.build" && : >"$tree/bench/meson.build"

# One file.
cat >"$tree/src/solver/toy.c" <<'END'
/* A toy: gradient descent with the step 1/L. */
#include "linalg/blas.h"
#include "solver/method.h"

/* f mu-strongly convex, L-smooth:  |x+ - x*| <= (1 - mu/L) |x - x*| */
static bn_rate rate(const bn_facts *facts, double step)
{
    return bn_rate_gd(step > 0 ? step : 1 / facts->L, facts->mu, facts->L);
}

/* x+ = x - step grad f(x) */
static bn_status step(bn_state *s)
{
    bn_axpy(s->dim, -s->step, s->grad, s->x);
    return BN_OK;
}

const bn_method bn_toy = {
    .name = "toy",
    .summary = "a toy",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH,
    .check = BN_CHECK_GRADIENT,
    .rate = rate,
    .step = step,
};
END
# One registry line.
echo 'METHOD(toy)' >>"$tree/include/banach/methods.def"

{ meson setup "$work/build" "$tree" --buildtype=debug -Ddefault_library=static && meson compile -C "$work/build" banach:executable; } >"$work/log" 2>&1 ||
    { tail -30 "$work/log"; exit 1; }
BANACH_CLI=$work/build/src/cli/banach
expect 0 list
out 'a toy'
expect 0 fit "$BANACH_SOURCE/data/iris_pair.csv" --loss logistic --standardize --method toy
out 'f is L-smooth'
out 'converged'
finish
