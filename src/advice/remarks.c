/* What of all the facts is worth a change, and how much. */
#include <math.h>

#include "advice/doctor.h"
#include "solver/outlook.h"

/* Below these, nothing is said: a clean table has no remarks. */
static const double least_gain = 2;         /* in passes, by other units */
static const double near_combination = 0.1; /* left over of a column: a VIF of 100 */
static const double steep = 20;             /* L_max/L_mean */
static const double rare = 0.1;             /* share of a class */
static const double unexplained = 0.02; /* share of the null model's loss that an intercept would take away */

static bn_proof worse(bn_proof a, bn_proof b)
{
    return a > b ? a : b;
}

static bn_proof status_of(const bn_prospect *p)
{
    return worse(p->everywhere.mu.status, p->everywhere.L.status);
}

/* By the promises of the best methods; else, as passes of an accelerated method go with the root of kappa, by
   that at the origin. */
static bn_remark change(bn_topic topic, const bn_prospect *before, const bn_prospect *after)
{
    bn_remark found = { topic, worse(status_of(before), status_of(after)), 1 };
    const bn_curvature *b = &before->origin, *a = &after->origin;
    if (!after->known)
        return found;
    if (after->best_passes < HUGE_VAL) {
        found.gain = before->best_passes / after->best_passes;
    } else if (before->best_passes == HUGE_VAL && b->mu.lower > 0 && a->mu.lower > 0) {
        found.status = BN_MEASURED;
        found.gain = sqrt(b->L.upper / b->mu.lower / (a->L.upper / a->mu.lower));
    }
    found.gain = fmax(found.gain, 1);
    return found;
}

/* Before those that gain less; of equals the first topic stays first. */
static void add(bn_advice *a, bn_remark found)
{
    size_t k = a->remarks++;
    for (; k > 0 && a->remark[k - 1].gain < found.gain; k--)
        a->remark[k] = a->remark[k - 1];
    a->remark[k] = found;
}

static void weigh_convexity(bn_doctor *d)
{
    if (d->facts.prospect[d->facts.units].everywhere.mu.upper < 0)
        add(&d->facts, (bn_remark){ BN_TOPIC_CONVEXITY, BN_PROVEN, HUGE_VAL });
}

static void weigh_separation(bn_doctor *d)
{
    if (d->facts.direction)
        add(&d->facts, (bn_remark){ BN_TOPIC_SEPARATION, BN_PROVEN, d->f->info.l2 > 0 ? 1 : HUGE_VAL });
}

/* Standardizing a table whose columns are all constant leaves nothing of it. */
static bool has_spread(const bn_doctor *d)
{
    bool spread = !d->column;
    for (size_t j = 0; j < d->facts.cols && !spread; j++)
        spread = d->column[j].sd > 0;
    return spread;
}

static void weigh_units(bn_doctor *d)
{
    const bn_units to = d->column ? BN_UNITS_STANDARD : BN_UNITS_EQUAL;
    const bn_remark found =
        change(BN_TOPIC_UNITS, &d->facts.prospect[d->facts.units], &d->facts.prospect[to]);
    if (to != d->facts.units && found.gain >= least_gain && has_spread(d))
        add(&d->facts, found);
}

/* Fewer rows than unknowns are a matter of the whole table, and so is a rank lost in rounding. */
static void weigh_columns(bn_doctor *d)
{
    const bn_advice *a = &d->facts;
    const bool wide = d->column && d->data->rows < d->f->info.dim;
    if (!a->dependent && !wide && (!a->rank.known || a->rank.rank == d->f->info.dim))
        return;
    bn_remark found = change(BN_TOPIC_COLUMNS, &a->prospect[a->units], &a->prospect[BN_UNITS_FEWER]);
    if (!a->prospect[BN_UNITS_FEWER].known)
        found.status = a->dependent || wide ? BN_PROVEN : BN_MEASURED;
    for (size_t k = 0; k < a->dependent; k++)
        found.status = worse(found.status, a->dependence[k].status);
    add(&d->facts, found);
}

static void weigh_correlation(bn_doctor *d)
{
    if (d->facts.nearest.terms && d->facts.nearest.residual <= near_combination)
        add(&d->facts, (bn_remark){ BN_TOPIC_CORRELATION, BN_MEASURED, 1 });
}

/* Rows drawn as often as they are steep take L_mean for L_max in the promise of svrg. */
static void weigh_rows(bn_doctor *d)
{
    const bn_curvature *c = d->options.curvature;
    const bn_prospect *p = &d->facts.prospect[d->facts.units];
    if (!d->facts.steep || !(d->facts.steepest[0].L_i > steep * c->L_mean))
        return;
    bn_facts facts = bn_facts_of(d->f, c);
    facts.L_max = c->L_mean;
    const double after = bn_outlook_of(&bn_svrg, d->f, &facts, d->options.tol).passes;
    add(&d->facts,
        (bn_remark){ BN_TOPIC_ROWS, status_of(p), after < p->best_passes ? p->best_passes / after : 1 });
}

static void weigh_classes(bn_doctor *d)
{
    const double *share = d->facts.class_share;
    if (d->f->info.positive && fmin(share[0], share[1]) < rare)
        add(&d->facts, (bn_remark){ BN_TOPIC_CLASSES, BN_PROVEN, 1 });
}

static void weigh_intercept(bn_doctor *d)
{
    if (d->unexplained > unexplained)
        add(&d->facts, (bn_remark){ BN_TOPIC_INTERCEPT, BN_MEASURED, 1 });
}

void bn_doctor_remarks(bn_doctor *d)
{
    static void (*const weigh[BN_TOPIC_COUNT])(bn_doctor * d) = {
        [BN_TOPIC_CONVEXITY] = weigh_convexity,
        [BN_TOPIC_SEPARATION] = weigh_separation,
        [BN_TOPIC_UNITS] = weigh_units,
        [BN_TOPIC_COLUMNS] = weigh_columns,
        [BN_TOPIC_CORRELATION] = weigh_correlation,
        [BN_TOPIC_ROWS] = weigh_rows,
        [BN_TOPIC_CLASSES] = weigh_classes,
        [BN_TOPIC_INTERCEPT] = weigh_intercept,
    };
    for (size_t k = 0; k < BN_TOPIC_COUNT; k++)
        weigh[k](d);
}
