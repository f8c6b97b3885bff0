/* Bytes as a model: a model that predicts comes of it, and is the same when it is saved and loaded, or a
   sentence. */
#include "fuzz/file.h"

#include <banach/report.h>

#include <math.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static void expect_same(const bn_model_info *a, const bn_model_info *b)
{
    MUST(a->cols == b->cols && !memcmp(a->coef, b->coef, a->cols * sizeof *a->coef));
    MUST(!memcmp(&a->intercept, &b->intercept, sizeof a->intercept) && a->l2 == b->l2);
    MUST(a->outcome == b->outcome && !strcmp(a->loss, b->loss));
    MUST(same_text(a->target_name, b->target_name) && same_text(a->positive, b->positive));
    MUST(same_text(a->negative, b->negative) && !a->names == !b->names);
    for (size_t j = 0; a->names && j < a->cols; j++)
        MUST(same_text(a->names[j], b->names[j]));
}

static void expect_sane(const bn_model *model, bn_error *err)
{
    const bn_model_info *info = bn_model_describe(model);
    const char *path = fuzz_file(1, "", 0);
    bn_model *again = NULL;
    MUST(info->cols > 0 && isfinite(info->intercept) && isfinite(info->l2));
    for (size_t j = 0; j < info->cols; j++)
        MUST(isfinite(info->coef[j]));
    MUST(!bn_model_save(model, path, err) && !bn_model_load(&again, path, err));
    expect_same(info, bn_model_describe(again));
    bn_model_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    bn_error err = { BN_OK, "" };
    bn_model *model = NULL;
    bn_status status = bn_model_load(&model, fuzz_file(0, bytes, size), &err);
    MUST((status == BN_OK) == (model != NULL));
    MUST(!status || (err.status == status && strlen(err.message) > 5));
    if (model)
        expect_sane(model, &err);
    bn_model_free(model);
    return 0;
}
