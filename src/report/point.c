/* A point as a file of numbers. */
#include <banach/report.h>

#include "base/number.h"
#include "base/output.h"

bn_status bn_point_save(const char *path, size_t n, const double *x, bn_error *err)
{
    bn_output out;
    bn_status status = bn_output_open(&out, path, err);
    if (status)
        return status;
    for (size_t i = 0; i < n; i++) {
        char text[BN_NUMBER_TEXT];
        bn_output_text(&out, bn_number_format(text, x[i]));
        bn_output_text(&out, "\n");
    }
    return bn_output_close(&out, BN_OK, err);
}
