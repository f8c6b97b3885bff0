/* A model as a value: what a fit leaves behind, what a file says. */
#ifndef BN_REPORT_MODEL_H
#define BN_REPORT_MODEL_H

#include <banach/report.h>

/* Every pointer of info belongs to the model. */
struct bn_model {
    bn_model_info info;
    double *coef;
    char **names;
    char *target_name, *positive, *negative;
};

/* A deep copy of what info points to. */
bn_status bn_model_copy(bn_model **out, const bn_model_info *info, bn_error *err);

#endif
