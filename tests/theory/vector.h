/* One reference value of vectors.json, and how it is compared. Files that check some end in a table. */
#ifndef TESTS_THEORY_VECTOR_H
#define TESTS_THEORY_VECTOR_H

#include <banach/theory.h>
#include "support/support.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

typedef struct vector {
    const char *id;
    const json_t *inputs, *expected;
    double tol;
    size_t seen; /* entries of expected that were compared */
} vector;

static inline double in(const vector *v, const char *name)
{
    const json_t *number = json_object_get(v->inputs, name);
    cr_assert(json_is_number(number), "%s: no input %s", v->id, name);
    return json_number_value(number);
}

static inline double in_at(const vector *v, const char *name, size_t i)
{
    return json_number_value(json_array_get(json_object_get(v->inputs, name), i));
}

static inline const json_t *entry(vector *v, const char *name)
{
    const json_t *value = json_object_get(v->expected, name);
    cr_assert_not_null(value, "%s: no expected %s", v->id, name);
    v->seen++;
    return value;
}

/* tol is relative; near 0, where a difference of numbers around 1 is expected, absolute. */
static inline bool agree(double value, double reference, double tol)
{
    return fabs(value - reference) <= fmax(tol * fabs(reference), 1e-3 * tol);
}

static inline void within(vector *v, const char *name, double value, double tol)
{
    double reference = json_number_value(entry(v, name));
    cr_expect(agree(value, reference, tol), "%s: %s is %.17g, expected %.17g", v->id, name, value, reference);
}

static inline void is(vector *v, const char *name, double value)
{
    within(v, name, value, v->tol);
}

static inline void is_true(vector *v, const char *name, bool value)
{
    const json_t *reference = entry(v, name); /* json_is_true is a macro that reads its argument twice */
    cr_expect_eq(json_is_true(reference), value, "%s: %s is %d", v->id, name, value);
}

static inline void are(vector *v, const char *name, const double *values, size_t count)
{
    const json_t *list = entry(v, name);
    cr_expect_eq(json_array_size(list), count, "%s: %s has %zu entries", v->id, name, json_array_size(list));
    for (size_t i = 0; i < count; i++) {
        double reference = json_number_value(json_array_get(list, i));
        cr_expect(agree(values[i], reference, v->tol), "%s: %s[%zu] is %.17g, expected %.17g", v->id, name, i,
                  values[i], reference);
    }
}

/* A number that is not on offer: twice as weak as another, or the same before it is rounded to an integer. */
static inline void not_offered(vector *v, const char *name)
{
    entry(v, name);
}

/* Where a key is at home. */
typedef struct home {
    const char *prefix;
    void (*check)(vector *);
} home;

/* Each ends with a NULL prefix. */
extern const home vector_steps[], vector_momentum[], vector_batches[];

#endif
