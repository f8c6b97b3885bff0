/* One digit changed so that a claim is no longer true: refused. What is true is decided here in quad
   precision, against a point as good as the solver can make it; where that cannot tell, the case does not
   count. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include "base/folder.h"
#include "base/hex.h"
#include "dataset/digest.h"
#include "dataset/standardize.h"
#include "support/quad.h"
#include "support/support.h"
#include "verify/case.h"

TestSuite(tampered, .init = folder_make, .fini = folder_remove);

/* ---- What is true --------------------------------------------------------------------------- */

static double target(const test_case *c, size_t i)
{
    const bn_dataset_info *d = bn_dataset_describe(c->data);
    double high = d->targets[0];
    for (size_t k = 0; k < d->rows; k++)
        high = fmax(high, d->targets[k]);
    return c->loss != &bn_logistic ? d->targets[i] : d->targets[i] == high ? 1 : -1;
}

/* f and its gradient at w. */
static quad look(const test_case *c, double l2, const double *w, quad *grad)
{
    const bn_dataset_info *d = bn_dataset_describe(c->data);
    quad value = 0, total = c->loss == &bn_quadratic ? 1 : 0;
    for (size_t j = 0; j < d->cols + c->options.intercept; j++)
        grad[j] = 0;
    for (size_t i = 0; i < d->rows; i++) {
        const double *x = bn_dataset_row(c->data, i), y = target(c, i), s = d->weights ? d->weights[i] : 1;
        quad z = c->options.intercept ? w[d->cols] : 0, slope;
        for (size_t j = 0; j < d->cols; j++)
            z += (quad)x[j] * w[j];
        if (c->loss == &bn_quadratic) {
            grad[i] = z - y;
            value += w[i] * (z / 2 - y);
            continue;
        }
        if (c->loss == &bn_logistic) {
            const quad m = y * z, a = quad_exp(-quad_abs(m));
            slope = -y * (m < 0 ? 1 : a) / (1 + a);
            value += s * ((m < 0 ? -m : 0) + quad_log1p(a));
        } else {
            slope = z - y;
            value += s * slope * slope / 2;
        }
        total += s;
        for (size_t j = 0; j < d->cols; j++)
            grad[j] += s * slope * x[j];
        if (c->options.intercept)
            grad[d->cols] += s * slope;
    }
    value /= total;
    for (size_t j = 0; j < d->cols + c->options.intercept; j++)
        grad[j] = grad[j] / total + (j < d->cols ? (quad)l2 * w[j] : 0);
    for (size_t j = 0; j < d->cols; j++)
        value += (quad)l2 * w[j] * w[j] / 2;
    return value;
}

typedef struct truth {
    quad value, grad_norm, gap; /* gap: at least this */
    double mu, L, distance;     /* distance: at least this */
} truth;

/* Data that a forger has changed may be no data for the loss: then false. */
static bool truth_at(truth *out, const test_case *c, double l2, const double *w)
{
    bn_error err;
    bn_objective *f = NULL;
    bn_curvature k;
    bn_result r;
    quad grad[8], square = 0;
    double best[8] = { 0 }, way = 0;
    const bn_objective_options o = { .l2 = l2, .intercept = c->options.intercept };
    const size_t dim = bn_dataset_describe(c->data)->cols + c->options.intercept;
    const bn_method *method = c->loss == &bn_logistic ? &bn_newton : &bn_exact;
    if (bn_objective_new(&f, c->loss, c->data, &o, NULL))
        return false;
    cr_assert(!bn_curvature_bound(&k, f, &err), "%s", err.message);
    cr_assert(!bn_solve(method, f, best, &(bn_solve_options){ .tol = 1e-15 }, &r, &err), "%s", err.message);
    bn_objective_free(f);
    truth t = { .value = look(c, l2, w, grad), .mu = k.mu.value, .L = k.L.value };
    for (size_t j = 0; j < dim; j++) {
        square += grad[j] * grad[j];
        way = hypot(way, w[j] - best[j]);
    }
    t.grad_norm = quad_sqrt(square);
    t.gap = t.value - look(c, l2, best, grad);
    t.distance = r.distance_bound < HUGE_VAL ? way - r.distance_bound : 0;
    *out = t;
    return true;
}

/* Is this claim false for sure? */
static bool is_false(const char *claim, double bound, const truth *t)
{
    const quad noise = 1e-22 * (1 + quad_abs(t->value));
    if (!strcmp(claim, "value_lower"))
        return bound > t->value + noise;
    if (!strcmp(claim, "value_upper"))
        return bound < t->value - noise;
    if (!strcmp(claim, "grad_norm"))
        return bound < t->grad_norm * (1 - (quad)1e-20) - 1e-22 * (quad)t->L;
    if (!strcmp(claim, "mu"))
        return bound > t->mu + 1e-9 * t->L;
    if (!strcmp(claim, "L"))
        return bound < t->L * (1 - 1e-9);
    if (!strcmp(claim, "gap"))
        return bound < t->gap - noise;
    return bound < t->distance * (1 - 1e-9) - 1e-12;
}

static bool some_claim_is_false(json_t *root, const truth *t)
{
    const char *name;
    json_t *claim;
    double bound;
    json_object_foreach(json_object_get(root, "claims"), name, claim)
    {
        cr_assert(bn_hex_parse(&bound, json_string_value(json_object_get(claim, "bound"))));
        if (is_false(name, bound, t))
            return true;
    }
    return false;
}

/* ---- What is changed ------------------------------------------------------------------------ */

/* Another digit at one place of the text that has one; hexadecimal up to a p, decimal behind it. */
static void change_digit(test_case *c, char *text)
{
    size_t at;
    const char *p = strchr(text, 'p'), *zero = strstr(text, "0x");
    do
        at = draw_below(c, strlen(text));
    while (!isxdigit((unsigned char)text[at]) || (zero && text + at == zero));
    const bool hex = (p && text + at < p) || strlen(text) == 64;
    char digit;
    do
        digit = "0123456789abcdef"[draw_below(c, hex ? 16 : 10)];
    while (digit == text[at]);
    text[at] = digit;
}

/* The new double, NaN when the text is none any more. */
static double change_hex(test_case *c, json_t *text)
{
    char copy[100];
    double x = NAN;
    snprintf(copy, sizeof copy, "%s", json_string_value(text));
    change_digit(c, copy);
    json_string_set(text, copy);
    return bn_hex_parse(&x, copy) ? x : NAN;
}

static void change_text(test_case *c, json_t *in, const char *key)
{
    char copy[100];
    snprintf(copy, sizeof copy, "%s", json_string_value(json_object_get(in, key)));
    change_digit(c, copy);
    json_object_set_new(in, key, json_string(copy));
}

static void change_count(test_case *c, json_t *in, const char *key)
{
    char copy[100];
    snprintf(copy, sizeof copy, "%lld", (long long)json_integer_value(json_object_get(in, key)));
    change_digit(c, copy);
    json_object_set_new(in, key, json_integer(strtoll(copy, NULL, 10)));
}

static bool changes_claim(test_case *c, json_t *root)
{
    json_t *claims = json_object_get(root, "claims");
    void *at = json_object_iter(claims);
    for (uint64_t k = draw_below(c, json_object_size(claims)); k > 0; k--)
        at = json_object_iter_next(claims, at);
    json_t *claim = json_object_iter_value(at);
    const double bound = change_hex(c, json_object_get(claim, "bound"));
    if (isnan(bound))
        return false;
    json_object_set_new(claim, "decimal", json_real(bound)); /* a forger is careful */
    truth t;
    return truth_at(&t, c, c->options.l2, c->x) && is_false(json_object_iter_key(at), bound, &t);
}

static bool changes_point(test_case *c, json_t *root)
{
    double w[8];
    const size_t dim = bn_objective_describe(c->f)->dim, j = draw_below(c, dim);
    memcpy(w, c->x, dim * sizeof *w);
    w[j] = change_hex(c, json_array_get(json_object_get(root, "point"), j));
    if (isnan(w[j]) || fabs(w[j]) > 1e100)
        return false;
    truth t;
    return truth_at(&t, c, c->options.l2, w) && some_claim_is_false(root, &t);
}

static bool changes_penalty(test_case *c, json_t *root)
{
    const double l2 = change_hex(c, json_object_get(json_object_get(root, "objective"), "l2"));
    if (!(l2 > 0) || l2 > 1e50 || c->loss == &bn_quadratic)
        return false;
    truth t;
    return truth_at(&t, c, l2, c->x) && some_claim_is_false(root, &t);
}

/* A mean or a scale; false if no standardized number changes. */
static bool changes_preprocessing(test_case *c, json_t *root)
{
    json_t *how = json_object_get(root, "preprocessing");
    if (!json_is_object(how))
        return false;
    bn_dataset *raw = NULL;
    const bn_dataset_options plain = { .weights = c->reading.weights };
    const bn_dataset_info *d = bn_dataset_describe(c->data);
    const size_t j = draw_below(c, d->cols);
    const bool mean = draw_below(c, 2);
    const double x = change_hex(c, json_array_get(json_object_get(how, mean ? "means" : "scales"), j));
    bool changed = false;
    cr_assert(!bn_dataset_load(&raw, folder_path("data.csv"), &plain, NULL));
    for (size_t i = 0; !isnan(x) && i < d->rows; i++) {
        const double now = (bn_dataset_row(raw, i)[j] - (mean ? x : d->means[j])) / (mean ? d->scales[j] : x);
        changed = changed || now != bn_dataset_row(c->data, i)[j];
    }
    bn_dataset_free(raw);
    return changed;
}

static bool changes_digest(test_case *c, json_t *root)
{
    change_text(c, json_object_get(root, "data"), draw_below(c, 2) ? "sha256" : "numbers_sha256");
    return true;
}

static bool changes_shape(test_case *c, json_t *root)
{
    change_count(c, json_object_get(root, "data"), draw_below(c, 2) ? "rows" : "cols");
    return true;
}

/* ---- What is changed with care: all digests are those of what there is now ------------------ */

static const char *text_of(json_t *in, const char *key)
{
    return json_string_value(json_object_get(in, key));
}

/* The numbers that the certificate now speaks of; NULL when there are none. */
static bn_dataset *stated_data(json_t *root, const char *path)
{
    json_t *as = json_object_get(json_object_get(root, "data"), "read_as"),
           *how = json_object_get(root, "preprocessing");
    const bn_dataset_options reading = { .format = text_of(as, "format"),
                                         .target = text_of(as, "target"),
                                         .weights = text_of(as, "weights"),
                                         .header = !strcmp(text_of(as, "header"), "no") ? BN_HEADER_NO
                                                                                        : BN_HEADER_AUTO };
    bn_dataset *data = NULL;
    double numbers[2][16] = { { 0 } };
    if (bn_dataset_load(&data, path, &reading, NULL))
        return NULL;
    const size_t cols = bn_dataset_describe(data)->cols;
    bool whole = true;
    for (size_t k = 0; json_is_object(how) && k < 2; k++)
        for (size_t j = 0; whole && j < cols; j++) {
            const char *text =
                json_string_value(json_array_get(json_object_get(how, k ? "scales" : "means"), j));
            whole = j < 16 && text && bn_hex_parse(&numbers[k][j], text) && (!k || numbers[k][j] > 0);
        }
    if (!whole || (json_is_object(how) && bn_dataset_standardize(data, numbers[0], numbers[1], NULL))) {
        bn_dataset_free(data);
        return NULL;
    }
    return data;
}

/* Brings the certificate into line with the data; then it is a forgery for sure if a claim is false of them.
 */
static bool lies(test_case *c, json_t *root, const char *path)
{
    json_t *data = json_object_get(root, "data"), *objective = json_object_get(root, "objective");
    test_case now = *c;
    char digest[BN_DIGEST_TEXT];
    truth t;
    now.data = stated_data(root, path);
    if (!now.data)
        return false;
    const bn_dataset_info *d = bn_dataset_describe(now.data);
    cr_assert(!bn_digest_file(digest, path, NULL));
    json_object_set_new(data, "sha256", json_string(digest));
    json_object_set_new(data, "numbers_sha256", json_string(bn_dataset_digest(digest, now.data)));
    json_object_set_new(data, "rows", json_integer((json_int_t)d->rows));
    json_object_set_new(data, "cols", json_integer((json_int_t)d->cols));
    json_object_set_new(data, "weighted", json_boolean(d->weights));
    json_object_set_new(objective, "positive", json_null());
    json_object_set_new(objective, "negative", json_null());
    const bool false_now = d->cols != bn_dataset_describe(c->data)->cols ||
                           (truth_at(&t, &now, c->options.l2, c->x) && some_claim_is_false(root, &t));
    bn_dataset_free(now.data);
    return false_now;
}

static bool changes_scaling_carefully(test_case *c, json_t *root)
{
    json_t *how = json_object_get(root, "preprocessing");
    if (!json_is_object(how))
        return false;
    json_t *numbers = json_object_get(how, draw_below(c, 2) ? "means" : "scales");
    return !isnan(change_hex(c, json_array_get(numbers, draw_below(c, json_array_size(numbers))))) &&
           lies(c, root, folder_path("data.csv"));
}

/* Another word for the reader. */
static void change_reading(test_case *c, json_t *root)
{
    static const char *const words[][2] = { { "header", "no" }, { "target", "1" },   { "target", "x0" },
                                            { "weights", "1" }, { "weights", NULL }, { "format", "libsvm" } };
    json_t *as = json_object_get(json_object_get(root, "data"), "read_as");
    const size_t k = draw_below(c, sizeof words / sizeof *words);
    json_object_set_new(as, words[k][0], words[k][1] ? json_string(words[k][1]) : json_null());
}

static bool changes_reading_carefully(test_case *c, json_t *root)
{
    change_reading(c, root);
    return lies(c, root, folder_path("data.csv"));
}

/* False for sure where other numbers are read, or none. */
static bool changes_reading(test_case *c, json_t *root)
{
    char before[BN_DIGEST_TEXT], after[BN_DIGEST_TEXT];
    change_reading(c, root);
    bn_dataset *data = stated_data(root, folder_path("data.csv"));
    const bool other = !data || strcmp(bn_dataset_digest(before, c->data), bn_dataset_digest(after, data));
    bn_dataset_free(data);
    return other;
}

/* ---- What is said beside the numbers -------------------------------------------------------- */

/* The classes change sides. */
static bool changes_sides(test_case *c, json_t *root)
{
    (void)c;
    json_t *objective = json_object_get(root, "objective"),
           *positive = json_object_get(objective, "positive");
    if (!json_is_string(positive))
        return false;
    json_incref(positive);
    json_object_set(objective, "positive", json_object_get(objective, "negative"));
    json_object_set_new(objective, "negative", positive);
    return true;
}

/* With an intercept more or less the point has not the length any more; weights are there or not. */
static bool changes_flag(test_case *c, json_t *root)
{
    const bool weighted = draw_below(c, 2);
    json_t *in = json_object_get(root, weighted ? "data" : "objective");
    const char *key = weighted ? "weighted" : "intercept";
    json_object_set_new(in, key, json_boolean(!json_is_true(json_object_get(in, key))));
    return true;
}

static bool changes_loss(test_case *c, json_t *root)
{
    test_case now = *c;
    truth t;
    now.loss = c->loss == &bn_squared ? &bn_logistic : &bn_squared;
    json_object_set_new(json_object_get(root, "objective"), "loss", json_string(bn_loss_name(now.loss)));
    return truth_at(&t, &now, c->options.l2, c->x) && some_claim_is_false(root, &t);
}

/* The number for people only. */
static bool changes_decimal(test_case *c, json_t *root)
{
    json_t *claim = json_object_iter_value(json_object_iter(json_object_get(root, "claims")));
    const double x = json_number_value(json_object_get(claim, "decimal"));
    const double other = x + (x == 0 ? 1 : x * pow(10, -(double)draw_below(c, 15)));
    json_object_set_new(claim, "decimal", json_real(other));
    return other != x;
}

/* A digit of the data file, below the names, which the table of a quadratic has not. */
static bool changes_data(test_case *c, json_t *root)
{
    (void)root;
    size_t size, at;
    char *bytes = folder_get("data.csv", &size);
    const size_t begin = c->loss == &bn_quadratic ? 0 : strcspn(bytes, "\n");
    do
        at = begin + draw_below(c, size - begin);
    while (!isdigit((unsigned char)bytes[at]));
    bytes[at] = bytes[at] == '7' ? '3' : '7';
    folder_put("other.csv", bytes);
    free(bytes);
    return true;
}

static bool changes_data_carefully(test_case *c, json_t *root)
{
    return changes_data(c, root) && lies(c, root, folder_path("other.csv"));
}

static const struct {
    const char *name;
    bool (*change)(test_case *c, json_t *root); /* false: nothing is false for sure */
} forgeries[] = {
    { "claim", changes_claim },
    { "claim", changes_claim },
    { "claim", changes_claim },
    { "point", changes_point },
    { "point", changes_point },
    { "penalty", changes_penalty },
    { "preprocessing", changes_preprocessing },
    { "digest", changes_digest },
    { "shape", changes_shape },
    { "data", changes_data },
    { "data (careful)", changes_data_carefully },
    { "data (careful)", changes_data_carefully },
    { "scaling (careful)", changes_scaling_carefully },
    { "reading", changes_reading },
    { "reading (careful)", changes_reading_carefully },
    { "side", changes_sides },
    { "flag", changes_flag },
    { "loss", changes_loss },
    { "decimal", changes_decimal },
};

enum { KINDS = sizeof forgeries / sizeof *forgeries };

/* Returns true if it was a forgery for sure. */
static bool forge(test_case *c, size_t kind)
{
    json_error_t where;
    bn_verification v;
    bn_error err;
    json_t *root = json_load_file(folder_path("certificate.json"), 0, &where);
    cr_assert(root);
    const bool sure = forgeries[kind].change(c, root);
    cr_assert(json_dump_file(root, folder_path("forged.json"), JSON_REAL_PRECISION(17)) == 0);
    json_decref(root);
    if (!sure)
        return false;
    const bool other =
        forgeries[kind].change == changes_data || forgeries[kind].change == changes_data_carefully;
    const bn_verify_options o = { .data = other ? folder_path("other.csv") : NULL };
    const bn_status status = bn_verify(&v, folder_path("forged.json"), &o, &err);
    cr_expect(status || !v.holds, "%s: a changed %s passes", c->text, forgeries[kind].name);
    return true;
}

Test(tampered, certificates_are_refused)
{
    const size_t wanted = (size_t)(150 * fmax(1, bn_test_multiplier())); /* every kind */
    size_t forged = 0, by_kind[KINDS] = { 0 };
    for (uint64_t k = 0; forged < wanted; k++) {
        test_case c;
        case_make(&c, 100000 + k, false);
        for (size_t kind = 0; kind < KINDS; kind++) {
            const bool sure = forge(&c, kind);
            forged += sure;
            by_kind[kind] += sure;
        }
        case_free(&c);
    }
    printf("# %zu forgeries:", forged);
    for (size_t kind = 0; kind < KINDS; kind++) {
        printf(" %s %zu", forgeries[kind].name, by_kind[kind]);
        cr_expect(by_kind[kind] > 0, "no %s was forged", forgeries[kind].name);
    }
    printf("\n");
}

/* ---- Files that are no certificates --------------------------------------------------------- */

/* Any byte changed, any prefix: a sentence or a refusal or the same claims, never a crash. */
Test(tampered, bytes_at_random_do_no_harm)
{
    const size_t count = (size_t)(300 * bn_test_multiplier());
    for (uint64_t k = 0; k < 10; k++) {
        test_case c;
        size_t size;
        case_make(&c, 200000 + k, true);
        char *text = folder_get("certificate.json", &size);
        for (size_t i = 0; i < count / 10; i++) {
            bn_verification v;
            bn_error err = { .message = "" };
            char *copy = malloc(size + 1);
            cr_assert(copy);
            memcpy(copy, text, size + 1);
            if (draw_below(&c, 2))
                copy[draw_below(&c, size)] = (char)(32 + draw_below(&c, 95));
            else
                copy[draw_below(&c, size)] = '\0';
            folder_put("broken.json", copy);
            free(copy);
            const bn_status status = bn_verify(&v, folder_path("broken.json"), NULL, &err);
            cr_expect(!status || *err.message, "%s: failed without a sentence", c.text);
        }
        free(text);
        case_free(&c);
    }
}

Test(tampered, files_that_are_no_certificates_are_told)
{
    static const char *const texts[][2] = {
        { "", "not JSON" },
        { "[]", "\"format\" is missing" },
        { "{\"format\": \"banach model 1\"}", "this is no certificate" },
        { "{\"format\": \"banach certificate 1\"}", "\"objective\" is missing" },
        { "{\"format\": 3}", "\"format\" is not a text" },
        { "{\"format\": \"banach certificate 1\", \"objective\": {\"loss\": \"squared\", \"l2\": \"1.5\"}}",
          "\"l2\" is not a double as exact hexadecimal text" },
        { "{\"format\": \"banach certificate 1\", \"objective\": {\"loss\": \"squared\", \"l2\": \"0x3p-2\", "
          "\"intercept\": false}, \"claims\": {}}",
          "claims" },
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        bn_verification v;
        bn_error err = { .message = "" };
        folder_put("broken.json", texts[k][0]);
        cr_expect_eq(bn_verify(&v, folder_path("broken.json"), NULL, &err), BN_BAD_FORMAT, "%s", texts[k][0]);
        cr_expect(strstr(err.message, texts[k][1]), "%s: %s", texts[k][0], err.message);
    }
    cr_expect_eq(bn_verify(&(bn_verification){ 0 }, folder_path("nothing.json"), NULL, NULL), BN_CANNOT_READ);
}
