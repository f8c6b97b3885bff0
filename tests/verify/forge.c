#include "verify/forge.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/folder.h"
#include "base/hex.h"
#include "dataset/digest.h"
#include "dataset/standardize.h"
#include "verify/truth.h"

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

const forgery forgeries[] = {
    { "claim", changes_claim, false },
    { "claim", changes_claim, false },
    { "claim", changes_claim, false },
    { "point", changes_point, false },
    { "point", changes_point, false },
    { "penalty", changes_penalty, false },
    { "preprocessing", changes_preprocessing, false },
    { "digest", changes_digest, false },
    { "shape", changes_shape, false },
    { "data", changes_data, true },
    { "data (careful)", changes_data_carefully, true },
    { "data (careful)", changes_data_carefully, true },
    { "scaling (careful)", changes_scaling_carefully, false },
    { "reading", changes_reading, false },
    { "reading (careful)", changes_reading_carefully, false },
    { "side", changes_sides, false },
    { "flag", changes_flag, false },
    { "loss", changes_loss, false },
    { "decimal", changes_decimal, false },
    { NULL, NULL, false },
};
