/* What a caller asks for: refused where it has no meaning, with the defaults in place of zeros else. */
#include <math.h>

#include "base/fail.h"
#include "solver/run.h"

/* A number that an enumeration does not have would be taken for one that it has. */
static bn_status check_words(const bn_solve_options *o, bn_error *err)
{
    const struct {
        unsigned value, last;
        const char *name;
    } words[] = {
        { o->step_rule, BN_STEP_KNOWN_MIN, "step_rule" },  { o->restart, BN_RESTART_ALWAYS, "restart" },
        { o->sampling, BN_SAMPLE_IMPORTANCE, "sampling" }, { o->snapshot, BN_SNAPSHOT_AVERAGE, "snapshot" },
        { o->average, BN_AVERAGE_SUFFIX, "average" },      { o->schedule, BN_SCHEDULE_SWITCHING, "schedule" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].value > words[i].last)
            return bn_fail(err, BN_BAD_ARGUMENT, "%s is %u, expected at most %u", words[i].name,
                           words[i].value, words[i].last);
    return BN_OK;
}

bn_status bn_run_options(bn_solve_options *o, const bn_solve_options *given, bn_error *err)
{
    *o = given ? *given : (bn_solve_options){ 0 };
    bn_status status = check_words(o, err);
    if (status)
        return status;
    if (isnan(o->tol) || !isfinite(o->tol))
        return bn_fail(err, BN_BAD_ARGUMENT, "tol is %g, expected a finite number", o->tol);
    if (!(o->step >= 0 && isfinite(o->step)) || (o->step_rule == BN_STEP_VALUE && o->step == 0))
        return bn_fail(err, BN_BAD_ARGUMENT, "step is %g, expected a positive finite number", o->step);
    if (o->step_rule == BN_STEP_KNOWN_MIN && !isfinite(o->known_min))
        return bn_fail(err, BN_BAD_ARGUMENT, "known_min is %g, expected a finite number", o->known_min);
    if (!(o->refresh >= 0 && o->refresh <= 1))
        return bn_fail(err, BN_BAD_ARGUMENT, "refresh is %g, expected a probability", o->refresh);
    if (!(o->max_passes >= 0) || !(o->max_seconds >= 0))
        return bn_fail(err, BN_BAD_ARGUMENT, "a limit is negative: max_passes %g, max_seconds %g",
                       o->max_passes, o->max_seconds);
    bn_checkpoint_options *c = &o->checkpoint;
    if (!(c->every_passes >= 0) || !(c->every_seconds >= 0))
        return bn_fail(err, BN_BAD_ARGUMENT, "a checkpoint every %g passes or %g seconds, expected 0 or more",
                       c->every_passes, c->every_seconds);
    if (c->every_passes == 0 && c->every_seconds == 0)
        c->every_seconds = 60;
    o->tol = o->tol == 0 ? 1e-8 : o->tol;
    o->max_passes = o->max_passes == 0 ? 10000 : o->max_passes;
    return BN_OK;
}
