/* What a verdict says is so: what is called false is not true, and what is clearly false is called so. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/folder.h"
#include "base/hex.h"
#include "support/support.h"
#include "verify/truth.h"

TestSuite(verdict, .init = folder_make, .fini = folder_remove);

static const char *const names[] = {
    "value_lower", "value_upper", "grad_norm", "gap", "distance", "mu", "L"
};

enum { CLAIMS = sizeof names / sizeof *names };

/* The claim as it would be if it were just true. */
static double true_number(size_t k, const truth *t)
{
    const double all[] = {
        (double)t->value, (double)t->value, (double)t->grad_norm, (double)t->gap, t->distance, t->mu, t->L
    };
    return all[k];
}

/* Like is_false, but the other way: true for sure. */
static bool is_true(size_t k, double bound, const truth *t)
{
    const double just = true_number(k, t),
                 room = 1e-6 * fabs(just) + 1e-12 * (1 + (double)quad_abs(t->value));
    const bool lower = !strcmp(names[k], "value_lower") || !strcmp(names[k], "mu");
    return lower ? bound < just - room : bound > just + room;
}

static bn_finding find(const bn_verification *v, const char *claim)
{
    size_t k = 0;
    while (k < v->count && strcmp(v->checks[k].claim, claim))
        k++;
    cr_assert(k < v->count, "%s is not judged", claim);
    return v->checks[k].finding;
}

static bn_finding judged(const char *claim, double bound)
{
    json_error_t where;
    bn_verification v;
    bn_error err;
    char text[BN_HEX_TEXT];
    json_t *root = json_load_file(folder_path("certificate.json"), 0, &where);
    json_t *at = json_object_get(json_object_get(root, "claims"), claim);
    cr_assert(at);
    json_object_set_new(at, "bound", json_string(bn_hex_format(text, bound)));
    json_object_set_new(at, "decimal", json_real(bound));
    cr_assert(json_dump_file(root, folder_path("changed.json"), JSON_REAL_PRECISION(17)) == 0);
    json_decref(root);
    cr_assert(!bn_verify(&v, folder_path("changed.json"), NULL, &err), "%s", err.message);
    return find(&v, claim);
}

static bool claims(const char *claim)
{
    json_error_t where;
    json_t *root = json_load_file(folder_path("certificate.json"), 0, &where);
    const bool there = json_object_get(json_object_get(root, "claims"), claim);
    json_decref(root);
    return there;
}

Test(verdict, false_is_what_cannot_be_and_proved_is_what_must_be)
{
    static const double times[] = { -1, 0.05, 0.9, 1.5, 20 };
    size_t refuted[CLAIMS] = { 0 };
    for (uint64_t i = 0; i < (uint64_t)(10 * fmax(1, bn_test_multiplier())); i++) {
        test_case c;
        truth t;
        case_make(&c, 300000 + i, false);
        cr_assert(truth_at(&t, &c, c.options.l2, c.x));
        for (size_t k = 0; k < CLAIMS; k++)
            for (size_t m = 0; m < sizeof times / sizeof *times && claims(names[k]); m++) {
                const double bound = times[m] * true_number(k, &t);
                const bn_finding found = judged(names[k], bound);
                cr_expect(found != BN_FALSE || !is_true(k, bound, &t), "%s: %s %g is called false: it is %g",
                          c.text, names[k], bound, true_number(k, &t));
                cr_expect(found != BN_PROVED || !is_false(names[k], bound, &t), "%s: %s %g is proved", c.text,
                          names[k], bound);
                refuted[k] += found == BN_FALSE;
            }
        case_free(&c);
    }
    printf("# refuted:");
    for (size_t k = 0; k < CLAIMS; k++) {
        printf(" %s %zu", names[k], refuted[k]);
        cr_expect(refuted[k] > 0 || !strcmp(names[k], "L"), "no %s is refuted", names[k]);
    }
    printf("\n");
}

/* Norms, gaps and distances that are below 0 are claimed by a slip of the pen, or worse. */
Test(verdict, what_is_negative_is_never_proved)
{
    static const char *const sizes[] = { "grad_norm", "gap", "distance" };
    for (uint64_t i = 0; i < 12; i++) {
        test_case c;
        case_make(&c, 400000 + i, false);
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
            cr_expect(!claims(sizes[k]) || judged(sizes[k], -1e-3) != BN_PROVED, "%s: %s", c.text, sizes[k]);
        case_free(&c);
    }
}
