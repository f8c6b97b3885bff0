/* The reference values of vectors.json (50 digits, printed with 17), each checked here, checked elsewhere, or
   waiting for what it describes. A key that is on no list fails the test. */
#include <stdio.h>

#include "theory/vector.h"

TestSuite(vectors, .fini = bn_no_leaks);

/* Prefixes: tests of objectives, of curvature, and of the solver read them, not this program. */
static const char *const elsewhere[] = {
    "quadratic.",
    "ridge.",
    "logistic.",
    "cond.",
    "eig.",
    "round.gram_bound",
    "round.ridge_gradient_bound",
    "gd.",
    "trace.",
    "momentum.heavy_ball_iterates",
    "momentum.nesterov_iterates",
    "momentum.fista_iterates",
};

/* Nothing in the library computes these yet. */
static const char *const waits[] = {
    "softmax.",
    "huber.",
    "prox.",
    "flow.",
    "fedavg.",
    "compress.",
    "update.",
    "muon.",
    "gns.",
    "accumulate.",
    "clip.",
    "sgd.",
    "expected.",
    "svrg.",
    "sag.",
    "saga.rates_defazio",
    "lsvrg.importance_sampling",
    "lsvrg_d.",
    "freesvrg.",
    "lkatyusha.",
    "round.gamma_f32",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const home *const here[] = { vector_steps, vector_momentum, vector_batches };

static const home *home_of(const char *key)
{
    for (size_t i = 0; i < COUNT(here); i++)
        for (const home *at = here[i]; at->prefix; at++)
            if (!strcmp(key, at->prefix))
                return at;
    return NULL;
}

/* The index of the prefix that key starts with; count when there is none. */
static size_t listed(const char *key, const char *const *prefixes, size_t count)
{
    size_t i = 0;
    while (i < count && strncmp(key, prefixes[i], strlen(prefixes[i])) != 0)
        i++;
    return i;
}

static json_t *load(void)
{
    json_error_t error;
    json_t *root = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &error);
    cr_assert_not_null(root, "tests/theory/vectors.json, line %d: %s", error.line, error.text);
    return root;
}

static void check(const home *at, const json_t *item)
{
    vector v = { .id = json_string_value(json_object_get(item, "id")),
                 .inputs = json_object_get(item, "inputs"),
                 .expected = json_object_get(item, "expected"),
                 .tol = json_number_value(json_object_get(item, "tol")) };
    cr_assert(v.tol > 0 && v.tol < 1e-6, "%s: tolerance %g", v.id, v.tol);
    at->check(&v);
    cr_expect_eq(v.seen, json_object_size(v.expected), "%s: %zu of %zu entries compared", v.id, v.seen,
                 json_object_size(v.expected));
}

Test(vectors, every_reference_value_is_checked_or_accounted_for)
{
    json_t *root = load();
    const json_t *vectors = json_object_get(root, "vectors");
    size_t checked = 0, others = 0, waiting = 0, used[COUNT(waits)] = { 0 };
    for (size_t i = 0; i < json_array_size(vectors); i++) {
        const json_t *item = json_array_get(vectors, i);
        const char *key = json_string_value(json_object_get(item, "key"));
        const home *at = home_of(key);
        size_t w = listed(key, waits, COUNT(waits));
        if (at) {
            check(at, item);
            checked++;
        } else if (listed(key, elsewhere, COUNT(elsewhere)) < COUNT(elsewhere)) {
            others++;
        } else if (w < COUNT(waits)) {
            waiting++;
            used[w]++;
        } else {
            cr_expect_fail("%s: a key on no list", key);
        }
    }
    cr_expect_gt(checked, 0);
    fprintf(stderr, "%zu checked, %zu elsewhere, %zu wait:", checked, others, waiting);
    for (size_t w = 0; w < COUNT(waits); w++)
        if (used[w])
            fprintf(stderr, " %s", waits[w]);
    fprintf(stderr, "\n");
    json_decref(root);
}

static bool is_in(const json_t *vectors, const char *key)
{
    size_t i = 0;
    while (i < json_array_size(vectors) &&
           strcmp(json_string_value(json_object_get(json_array_get(vectors, i), "key")), key))
        i++;
    return i < json_array_size(vectors);
}

/* A list that names what is not there would hide a vector that was renamed. */
Test(vectors, every_entry_of_the_lists_is_in_the_file)
{
    json_t *root = load();
    const json_t *vectors = json_object_get(root, "vectors");
    size_t n = json_array_size(vectors);
    size_t used_elsewhere[COUNT(elsewhere) + 1] = { 0 }, used_waits[COUNT(waits) + 1] = { 0 };
    for (size_t i = 0; i < n; i++) {
        const char *key = json_string_value(json_object_get(json_array_get(vectors, i), "key"));
        used_elsewhere[listed(key, elsewhere, COUNT(elsewhere))]++;
        used_waits[listed(key, waits, COUNT(waits))]++;
    }
    for (size_t i = 0; i < COUNT(here); i++)
        for (const home *at = here[i]; at->prefix; at++)
            cr_expect(is_in(vectors, at->prefix), "%s is not in the file", at->prefix);
    for (size_t i = 0; i < COUNT(elsewhere); i++)
        cr_expect(used_elsewhere[i], "%s is not in the file", elsewhere[i]);
    for (size_t i = 0; i < COUNT(waits); i++)
        cr_expect(used_waits[i], "%s is not in the file", waits[i]);
    json_decref(root);
}
