/* How much memory a run will take, before it takes any. */
#include <math.h>
#include <stdio.h>

#include "base/fail.h"
#include "certificate/certificate.h"
#include "curvature/spectrum.h"
#include "dataset/memory.h"
#include "solver/run.h"

/* The table of rows, its targets and weights. */
static double data_room(const bn_dataset *data)
{
    if (!data)
        return 0;
    const bn_dataset_info *info = bn_dataset_describe(data);
    const double feature = info->storage == BN_STORAGE_FLOAT32 ? 0.5 : 1;
    return (double)info->rows * (feature * (double)info->cols + 1 + (info->weights != NULL));
}

static double method_room(const bn_method *method, const bn_objective *f, const bn_solve_options *o)
{
    const bn_method *ruled = bn_method_ruled(method, o->step_rule);
    if (!ruled || bn_method_refuses(ruled, f))
        return 0;
    return (double)(BN_RUN_VECTORS + ruled->vectors) * (double)bn_run_stride(f->info.dim) +
           (ruled->room ? ruled->room(f, o) : 0);
}

bn_memory bn_memory_plan(const bn_method *method, const bn_objective *f, const bn_solve_options *options)
{
    const bn_solve_options defaults = { 0 }, *o = options ? options : &defaults;
    bn_memory m = { .data = data_room(f->info.data), .objective = f->kind->rooms(f).own };
    if (!method)
        m.curvature = fmax(bn_curvature_room(f, true), bn_spectrum_enclose_room(f));
    else if (!o->curvature && (f->kind->analytic || f->kind->constant_hessian))
        m.curvature = bn_curvature_room(f, false);
    if (method) {
        m.method = method_room(method, f, o);
        m.certificate = bn_certificate_room(f, bn_run_affordable(f));
    }
    m.total = m.data + m.objective + fmax(m.curvature, m.method + m.certificate);
    double *const parts[] = { &m.data, &m.objective, &m.curvature, &m.method, &m.certificate, &m.total };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i] *= sizeof(double);
    return m;
}

const char *bn_memory_format(char out[BN_MEMORY_TEXT], const bn_memory *plan)
{
    const struct {
        const char *what;
        double bytes;
    } parts[] = { { "data", plan->data },
                  { "objective", plan->objective },
                  { "curvature", plan->curvature },
                  { "method", plan->method },
                  { "certificate", plan->certificate } };
    char text[BN_BYTES_TEXT];
    int used = snprintf(out, BN_MEMORY_TEXT, "%s of memory", bn_bytes_format(text, plan->total));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].bytes > 0)
            used += snprintf(out + used, BN_MEMORY_TEXT - (size_t)used, "%s%s %s", i ? ", " : ": ",
                             parts[i].what, bn_bytes_format(text, parts[i].bytes));
    return out;
}

bn_status bn_memory_check(const bn_memory *plan, size_t limit, bn_error *err)
{
    const double most = (double)(limit ? limit : bn_physical_memory());
    char text[BN_MEMORY_TEXT], bytes[BN_BYTES_TEXT];
    if (plan->total <= most)
        return BN_OK;
    return bn_fail(err, BN_NO_MEMORY, "this needs %s; %s may be taken", bn_memory_format(text, plan),
                   bn_bytes_format(bytes, most));
}
