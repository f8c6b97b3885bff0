/* What a certificate file states, and the data that it states it of. */
#include "dataset/statement.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "dataset/digest.h"
#include "dataset/rows.h"
#include "dataset/standardize.h"

const char *const bn_claim_names[] = { "value_lower", "value_upper", "grad_norm", "mu",
                                       "L",           "gap",         "distance",  NULL };
const char *const bn_header_words[] = { "auto", "yes", "no", NULL };
const char *const bn_missing_words[] = { "error", "drop", "mean", NULL };
const char *const bn_index_base_words[] = { "auto", "0", "1", NULL };

static void read_objective(bn_statement *s, bn_fields *f, const json_t *objective)
{
    const char *loss = bn_field_text(f, objective, "loss");
    if (snprintf(s->loss, sizeof s->loss, "%s", loss) >= (int)sizeof s->loss)
        bn_fields_refuse(f, "\"loss\" is \"%.40s\", expected a loss", loss);
    s->l2 = bn_field_hex(f, objective, "l2");
    s->intercept = bn_field_flag(f, objective, "intercept");
}

static void read_claims(bn_statement *s, bn_fields *f)
{
    const char *name;
    json_t *claim, *claims = json_object_get(f->root, "claims");
    if (!f->status && json_object_size(claims) == 0)
        bn_fields_refuse(f, "\"claims\" is not an object with claims in it");
    for (size_t k = 0; k < BN_CLAIMS; k++)
        s->claim[k] = NAN;
    json_object_foreach(claims, name, claim)
    {
        size_t k = 0;
        while (bn_claim_names[k] && strcmp(bn_claim_names[k], name))
            k++;
        const double bound = bn_field_hex(f, claim, "bound");
        if (!bn_claim_names[k])
            bn_fields_refuse(f, "\"%.40s\" is nothing that can be claimed", name);
        else if (json_number_value(json_object_get(claim, "decimal")) != bound)
            bn_fields_refuse(f, "claim \"%s\": \"decimal\" and \"bound\" are different numbers", name);
        else
            s->claim[k] = bound;
    }
}

static bool says(const json_t *objective, const char *key, const bn_dataset_info *info, size_t k)
{
    const char *name = json_string_value(json_object_get(objective, key));
    return !name || (info->classes == 2 && !strcmp(name, info->class_names[k]));
}

static void standardize(bn_statement *s, bn_fields *f, const json_t *how, size_t cols)
{
    double *means = bn_field_hexes(f, how, "means", cols), *scales = bn_field_hexes(f, how, "scales", cols);
    for (size_t j = 0; !f->status && j < cols; j++)
        if (!(scales[j] > 0))
            bn_fields_refuse(f, "number %zu of \"scales\" is not positive", j + 1);
    if (!f->status)
        f->status = bn_dataset_standardize(s->data, means, scales, f->err);
    free(means);
    free(scales);
}

/* The numbers as they are minimized over: standardized, if they are, and rounded, if they are. */
static void preprocess(bn_statement *s, bn_fields *f, size_t cols)
{
    const json_t *how = json_object_get(f->root, "preprocessing"), *rounded = json_object_get(how, "rounded");
    if (!how || json_is_null(how))
        return;
    if (!rounded || json_object_get(how, "means"))
        standardize(s, f, how, cols);
    if (rounded && strcmp(bn_field_text(f, how, "rounded"), "float32"))
        bn_fields_refuse(f, "\"rounded\" is not \"float32\"");
    if (rounded && !f->status)
        f->status = bn_dataset_round_to_floats(s->data, f->err);
}

static void compare(bn_statement *s, bn_fields *f, const json_t *data, const json_t *objective)
{
    char digest[BN_DIGEST_TEXT];
    const char *numbers = bn_field_text(f, data, "numbers_sha256");
    const size_t rows = bn_field_count(f, data, "rows"), cols = bn_field_count(f, data, "cols");
    const bool weighted = bn_field_flag(f, data, "weighted");
    const bn_dataset_info *info = bn_dataset_describe(s->data);
    if (f->status || info->rows != rows || info->cols != cols || (info->weights != NULL) != weighted ||
        !says(objective, "positive", info, 1) || !says(objective, "negative", info, 0))
        return;
    preprocess(s, f, cols);
    s->same_data = !f->status && !strcmp(bn_dataset_digest(digest, s->data), numbers);
    if (s->same_data)
        s->x = bn_field_hexes(f, f->root, "point", cols + s->intercept);
}

/* One after the other: an initializer may ask in any order, and the first failure is what is told. */
static bn_dataset_options read_as(bn_fields *f, const json_t *as)
{
    bn_dataset_options o = { .format = bn_field_text_or_null(f, as, "format") };
    o.target = bn_field_text_or_null(f, as, "target");
    o.weights = bn_field_text_or_null(f, as, "weights");
    o.header = (bn_header)bn_field_choice(f, as, "header", bn_header_words);
    o.missing = (bn_missing)bn_field_choice(f, as, "missing", bn_missing_words);
    o.index_base = (bn_index_base)bn_field_choice(f, as, "index_base", bn_index_base_words);
    return o;
}

static void read_data(bn_statement *s, bn_fields *f, const char *path, const json_t *objective)
{
    const json_t *data = bn_field_object(f, f->root, "data"), *as = bn_field_object(f, data, "read_as");
    const bn_dataset_options reading = read_as(f, as);
    const char *stated = bn_field_text_or_null(f, data, "path"),
               *file = bn_field_text_or_null(f, data, "sha256");
    char digest[BN_DIGEST_TEXT] = "";
    path = path ? path : stated;
    if (!path)
        bn_fields_refuse(f, "it names no data file: say which");
    s->has_file = path && !f->status && file && strcmp(path, "-");
    if (s->has_file)
        f->status = bn_digest_file(digest, path, f->err);
    s->same_file = s->has_file && !strcmp(file, digest);
    if (!f->status)
        f->status = bn_dataset_load(&s->data, path, &reading, f->err);
    if (!f->status)
        compare(s, f, data, objective);
}

bn_status bn_statement_load(bn_statement *out, const char *path, const char *data_path, bn_error *err)
{
    bn_fields f;
    bn_statement s = { .data = NULL };
    bn_fields_open(&f, path, err);
    bn_fields_expect(&f, BN_STATEMENT_FORMAT);
    const json_t *objective = bn_field_object(&f, f.root, "objective");
    read_objective(&s, &f, objective);
    read_claims(&s, &f);
    if (!f.status)
        read_data(&s, &f, data_path, objective);
    bn_fields_close(&f);
    if (f.status)
        bn_statement_free(&s);
    else
        *out = s;
    return f.status;
}

void bn_statement_free(bn_statement *statement)
{
    bn_dataset_free(statement->data);
    free(statement->x);
}

bool bn_dataset_suits(const bn_dataset *data, const char *loss)
{
    const bn_dataset_info *d = bn_dataset_describe(data);
    if (strcmp(loss, "quadratic"))
        return strcmp(loss, "logistic") ? !d->words : d->classes == 2;
    bool suits = !d->words && !d->means && !d->weights && d->rows == d->cols;
    for (size_t i = 0; suits && i < d->rows; i++)
        for (size_t j = 0; j < i; j++)
            suits = suits && bn_dataset_at(data, i, j) == bn_dataset_at(data, j, i);
    return suits;
}
