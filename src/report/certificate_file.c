/* A certificate as a JSON file: everything that a stranger needs to check a fit. The format is described in
   <banach/verify.h>. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/hex.h"
#include "certificate/certificate.h"
#include "dataset/digest.h"
#include "dataset/statement.h"
#include "report/json.h"

static json_t *hex(double x)
{
    char text[BN_HEX_TEXT];
    return json_string(bn_hex_format(text, x));
}

static json_t *hexes(size_t n, const double *x)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        bn_json_add(&array, hex(x[i]));
    return array;
}

static json_t *read_as(const bn_dataset_info *data, const bn_dataset_options *reading)
{
    json_t *o = json_object();
    bn_json_set(&o, "format", bn_json_exact_text(strcmp(data->format, "memory") ? data->format : NULL));
    bn_json_set(&o, "target", bn_json_exact_text(reading->target));
    bn_json_set(&o, "weights", bn_json_exact_text(reading->weights));
    bn_json_set(&o, "header", bn_json_exact_text(bn_header_words[reading->header]));
    bn_json_set(&o, "missing", bn_json_exact_text(bn_missing_words[reading->missing]));
    bn_json_set(&o, "index_base", bn_json_exact_text(bn_index_base_words[reading->index_base]));
    return o;
}

static bn_status data_json(json_t **out, const bn_dataset *data, const bn_dataset_options *reading,
                           bn_error *err)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    const bool file = strcmp(info->path, "-") && strcmp(info->format, "memory");
    char digest[BN_DIGEST_TEXT];
    bn_status status = file ? bn_digest_file(digest, info->path, err) : BN_OK;
    if (status)
        return status;
    json_t *o = json_object();
    bn_json_set(&o, "path", bn_json_exact_text(file ? info->path : NULL));
    bn_json_set(&o, "sha256", bn_json_exact_text(file ? digest : NULL));
    bn_json_set(&o, "numbers_sha256", bn_json_exact_text(bn_dataset_digest(digest, data)));
    bn_json_set(&o, "rows", bn_json_count(info->rows));
    bn_json_set(&o, "cols", bn_json_count(info->cols));
    bn_json_set(&o, "weighted", json_boolean(info->weights));
    bn_json_set(&o, "read_as", read_as(info, reading));
    *out = o;
    return BN_OK;
}

static json_t *preprocessing(const bn_dataset_info *data)
{
    const bool rounded = data->storage == BN_STORAGE_FLOAT32;
    if (!data->means && !rounded)
        return json_null();
    json_t *o = json_object();
    if (data->means) {
        bn_json_set(&o, "means", hexes(data->cols, data->means));
        bn_json_set(&o, "scales", hexes(data->cols, data->scales));
    }
    if (rounded)
        bn_json_set(&o, "rounded", bn_json_text("float32"));
    return o;
}

static json_t *objective(const bn_objective_info *f)
{
    json_t *o = json_object();
    bn_json_set(&o, "loss", bn_json_exact_text(f->loss));
    bn_json_set(&o, "l2", hex(f->l2));
    bn_json_set(&o, "intercept", json_boolean(f->intercept));
    bn_json_set(&o, "positive", bn_json_exact_text(f->positive));
    bn_json_set(&o, "negative", bn_json_exact_text(f->negative));
    return o;
}

/* Only what is proven, and finite, is claimed. */
static void claim(json_t **claims, size_t k, double bound, bn_proof status, const char *rule)
{
    if (status != BN_PROVEN || !isfinite(bound))
        return;
    json_t *o = json_object();
    bn_json_set(&o, "bound", hex(bound));
    bn_json_set(&o, "decimal", json_real(bound));
    bn_json_set(&o, "rule", bn_json_exact_text(rule));
    bn_json_set(claims, bn_claim_names[k], o);
}

/* Beyond BN_STATEMENT_LARGEST unknowns, and for L where they outnumber the rows, no one rebuilds the Hessian
   to check: then only the penalty's part of mu is claimed, and what follows from it. */
static json_t *claims(const bn_objective_info *f, const bn_result *r)
{
    const bool small = f->dim <= BN_STATEMENT_LARGEST, wide = f->terms && f->terms + f->intercept < f->dim;
    const bn_evaluation *at = &r->certificate.at;
    bn_enclosure mu = r->curvature.mu;
    bn_certificate c = r->certificate;
    json_t *o = json_object();
    if (!small && !(mu.lower <= f->l2 && !f->intercept)) {
        mu.lower = f->intercept ? 0 : f->l2;
        c = bn_certificate_of(at, &mu);
    }
    claim(&o, BN_CLAIM_VALUE_LOWER, nextafter(at->value - at->value_error, -HUGE_VAL), at->rounding,
          "evaluation");
    claim(&o, BN_CLAIM_VALUE_UPPER, nextafter(at->value + at->value_error, HUGE_VAL), at->rounding,
          "evaluation");
    claim(&o, BN_CLAIM_GRAD_NORM, nextafter(at->grad_norm + at->grad_error, HUGE_VAL), at->rounding,
          "evaluation");
    if (mu.lower > 0)
        claim(&o, BN_CLAIM_MU, mu.lower, mu.status, !f->intercept && mu.lower <= f->l2 ? "l2" : "shift");
    if (small && !wide)
        claim(&o, BN_CLAIM_L, r->curvature.L.upper, r->curvature.L.status, "shift");
    claim(&o, BN_CLAIM_GAP, c.gap.bound, c.gap.status, c.gap.rule);
    claim(&o, BN_CLAIM_DISTANCE, c.distance.bound, c.distance.status, c.distance.rule);
    return o;
}

bn_status bn_certificate_save(const char *path, const bn_objective *f, const double *x,
                              const bn_result *result, const bn_dataset_options *reading, bn_error *err)
{
    static const bn_dataset_options defaults;
    const bn_objective_info *info = bn_objective_describe(f);
    if (!info->data)
        return bn_fail(err, BN_UNSUPPORTED, "a certificate is about data, and this %s objective has none",
                       info->loss);
    json_t *data = NULL, *o = NULL;
    bn_status status = data_json(&data, info->data, reading ? reading : &defaults, err);
    if (status)
        return status;
    o = json_object();
    bn_json_set(&o, "format", bn_json_exact_text(BN_STATEMENT_FORMAT));
    bn_json_set(&o, "producer", json_sprintf("banach %s", bn_version()));
    bn_json_set(&o, "data", data);
    bn_json_set(&o, "preprocessing", preprocessing(bn_dataset_describe(info->data)));
    bn_json_set(&o, "objective", objective(info));
    bn_json_set(&o, "point", hexes(info->dim, x));
    bn_json_set(&o, "claims", claims(info, result));
    return bn_json_save(path, o, err);
}
