/* Remarks in words: what is the matter, what to do, what that is worth. */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "dataset/rows.h"
#include "report/advice.h"

/* Sentences under way. */
typedef struct words {
    char *out;
    size_t length;
    const bn_objective *f;
    const bn_objective_info *info;
    const bn_dataset_info *data; /* NULL for a quadratic that has none */
    const bn_advice *a;
    const bn_remark *remark;
} words;

/* Points between digits where the program's language has something else: JSON has these sentences too. */
static void write_points(char *text)
{
    char half[16];
    snprintf(half, sizeof half, "%.1f", 0.5);
    const size_t length = strlen(half) - 2;
    half[1 + length] = '\0';
    for (char *at = text; length && (at = strstr(at, half + 1)); at++)
        if (at > text && isdigit((unsigned char)at[-1]) && isdigit((unsigned char)at[length])) {
            *at = '.';
            memmove(at + 1, at + length, strlen(at + length) + 1);
        }
}

/* A name from a file is left as it is. */
static void put(words *w, const char *text)
{
    const size_t room = BN_REMARK_TEXT - 1 - w->length, bytes = strlen(text) < room ? strlen(text) : room;
    memcpy(w->out + w->length, text, bytes);
    w->length += bytes;
    w->out[w->length] = '\0';
}

BN_PRINTF(2, 3) static void say(words *w, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    write_points(text);
    put(w, text);
}

enum { WIDEST = 40 }; /* columns of a name */

/* 'name', or "feature 3" where there are none. */
static void say_feature(words *w, size_t j)
{
    char name[BN_FITTED];
    if (w->data && w->data->names && *w->data->names[j]) {
        put(w, "'");
        put(w, bn_fitted(name, w->data->names[j], bn_columns_of(w->data->names[j], WIDEST)));
        put(w, "'");
    } else {
        say(w, "%s %zu", w->info->terms ? "feature" : "column", j + 1);
    }
}

/* The class +1 or -1, by its name. */
static void say_class(words *w, int side)
{
    char fitted[BN_FITTED];
    const char *name = side > 0 ? w->info->positive : w->info->negative;
    put(w, bn_fitted(fitted, name, bn_columns_of(name, WIDEST)));
}

/* An entry of column j, in the units of the file. */
static double in_file(const words *w, size_t j, double x)
{
    return w->data->means ? w->data->means[j] + w->data->scales[j] * x : x;
}

/* ---- f itself ------------------------------------------------------------------------------ */

static void convexity(words *w)
{
    say(w,
        "A has an eigenvalue of at most %.3g: along its eigenvector f falls for ever, there is no minimizer",
        w->a->prospect[w->a->units].everywhere.mu.upper);
}

/* "all rows with 'x' above 3 are of class a, all below b" */
static void say_split(words *w, const bn_split *s)
{
    const bool both = s->above && s->below;
    say(w, "all rows with ");
    say_feature(w, s->column);
    say(w, " %s %.4g are of class ", s->above ? "above" : "below", in_file(w, s->column, s->at));
    say_class(w, s->above ? s->above : s->below);
    if (both)
        say(w, ", all below of class ");
    if (both)
        say_class(w, s->below);
}

static void separation(words *w)
{
    const bn_advice *a = w->a;
    const bool clean = a->splits && a->split[0].clean, alone = clean || a->separation != BN_SEPARATED;
    if (alone)
        say_split(w, &a->split[0]);
    else
        say(w, "a plane tells the two classes apart, every row on its side (--json has it)");
    if (alone && a->splits > 1)
        say(w, "; %zu more feature%s such a side", a->splits - 1, a->splits > 2 ? "s have" : " has");
    say(w, clean ? ": is it the answer in disguise?" : ".");
    if (w->info->l2 > 0)
        say(w, " Without a penalty f would have no minimizer, so it is l2 that limits the coefficients: "
               "choose it by the quality of predictions");
    else
        say(w, " Without a penalty f has no minimizer: take --l2 above 0");
}

/* ---- Units --------------------------------------------------------------------------------- */

static void say_passes(words *w, double passes)
{
    say(w, passes < 1e6 ? "%.0f" : "%.1e", ceil(passes));
}

static void say_gain(words *w)
{
    const double gain = w->remark->gain;
    say(w, gain < 10 ? "%.1f times fewer" : gain < 1e6 ? "%.0f times fewer" : "%.0e times fewer", gain);
}

/* What a change does to kappa, and to the promise of the best method. */
static void say_change(words *w, bn_units to)
{
    const bn_prospect *before = &w->a->prospect[w->a->units], *after = &w->a->prospect[to];
    if (!after->best) {
        say(w, "kappa at the origin goes from %.3g to %.3g: for an accelerated method about ",
            bn_kappa(&before->origin), bn_kappa(&after->origin));
        say_gain(w);
        say(w, " passes (no number of them is promised, as mu is 0 far away)");
    } else if (before->best) {
        say(w, "kappa goes from %.3g to %.3g, and the passes that %s promises to need at most from ",
            bn_kappa(&before->everywhere), bn_kappa(&after->everywhere), bn_method_name(after->best));
        say_passes(w, before->best_passes);
        if (before->best != after->best)
            say(w, " (by %s)", bn_method_name(before->best));
        say(w, " to ");
        say_passes(w, after->best_passes);
        say(w, ", ");
        say_gain(w);
    } else {
        say(w, "kappa becomes %.3g, and %s promises to need at most ", bn_kappa(&after->everywhere),
            bn_method_name(after->best));
        say_passes(w, after->best_passes);
        say(w, " pass%s, where nothing was promised before", after->best_passes > 1 ? "es" : "");
    }
}

static double size_of(const bn_column *c)
{
    return hypot(c->mean, c->sd);
}

/* Why: the largest and the smallest column that varies, where they are far apart; and the one furthest from 0
   for its spread, as columns that are not centred all point the same way. */
static void say_sizes(words *w)
{
    const bn_column *c = w->a->column;
    size_t large = 0, small = 0, far = 0;
    for (size_t j = 0; j < w->a->cols; j++) {
        if (!(c[j].sd > 0))
            continue;
        large = !(c[large].sd > 0) || size_of(&c[j]) > size_of(&c[large]) ? j : large;
        small = !(c[small].sd > 0) || size_of(&c[j]) < size_of(&c[small]) ? j : small;
        far = !(c[far].sd > 0) || fabs(c[j].mean) / c[j].sd > fabs(c[far].mean) / c[far].sd ? j : far;
    }
    const bool sizes = size_of(&c[large]) >= 10 * size_of(&c[small]);
    const double away = fabs(c[far].mean) / c[far].sd;
    if (sizes) {
        say(w, "; ");
        say_feature(w, large);
        say(w, " is %.2g times as large as ", size_of(&c[large]) / size_of(&c[small]));
        say_feature(w, small);
        say(w, " (root mean squares %.3g and %.3g)", size_of(&c[large]), size_of(&c[small]));
    }
    if (away >= (sizes ? 10 : 1)) {
        say(w, "; ");
        say_feature(w, far);
        say(w, " lies %.2g standard deviations from 0", away);
    }
}

static void units(words *w)
{
    if (!w->a->column) {
        say(w, "measure unknown j in units of 1/sqrt(A_jj), which makes the diagonal of A ones: ");
        say_change(w, BN_UNITS_EQUAL);
        return;
    }
    say(w, "--standardize: ");
    say_change(w, BN_UNITS_STANDARD);
    if (!bn_method_refuses(&bn_exact, w->f))
        say(w, " (--method exact needs 1 in any units)");
    say_sizes(w);
}

/* ---- Columns ------------------------------------------------------------------------------- */

/* "2 'a' - 'b' + 3 + ... (2 more)" */
static void say_combination(words *w, const bn_dependence *d)
{
    const size_t told = d->terms < BN_MAX_TERMS ? d->terms : BN_MAX_TERMS;
    for (size_t k = 0; k < told; k++) {
        const bn_term *t = &d->term[k];
        const bool one = fabs(fabs(t->coef) - 1) <= 1e-9, intercept = t->column == w->a->cols;
        say(w, "%s", t->coef < 0 ? (k ? " - " : "-") : k ? " + " : "");
        if (intercept || !one)
            say(w, intercept ? "%.4g" : "%.4g ", fabs(t->coef));
        if (!intercept)
            say_feature(w, t->column);
    }
    if (d->terms > told)
        say(w, " + ... (%zu more)", d->terms - told);
}

static void say_dependence(words *w, const bn_dependence *d)
{
    const bool constant = w->a->column && w->a->column[d->column].sd == 0;
    say_feature(w, d->column);
    if (constant) {
        say(w, " is %.4g in every row", in_file(w, d->column, w->a->column[d->column].mean));
    } else if (d->terms) {
        say(w, " = ");
        say_combination(w, d);
    } else {
        say(w, " is 0");
    }
}

static void say_what_depends(words *w)
{
    enum { SHOWN = 4 };
    const bn_advice *a = w->a;
    for (size_t k = 0; k < a->dependent && k < SHOWN; k++) {
        say(w, k ? "; " : "");
        say_dependence(w, &a->dependence[k]);
    }
    if (a->dependent > SHOWN)
        say(w, "; %zu more say nothing new (--json has them)", a->dependent - SHOWN);
}

/* Why the rank is not full. */
static void say_rank(words *w)
{
    const bn_advice *a = w->a;
    const size_t rows = a->column ? w->data->rows : 0;
    const bool wide = rows && rows < w->info->dim;
    if (wide)
        say(w, "%zu row%s cannot decide %zu unknowns", rows, bn_plural(rows), w->info->dim);
    else if (!a->dependent)
        say(w, "%s: no gap in the singular values decides between a rank of %zu and the full %zu",
            rows ? "columns that perhaps say nothing new" : "A is singular or nearly so", a->rank.rank,
            w->info->dim);
    else if (!rows)
        say(w, "A is singular: ");
    say(w, wide && a->dependent ? ". " : "");
}

static void columns(words *w)
{
    const bn_advice *a = w->a;
    say_rank(w);
    say_what_depends(w);
    if (w->info->l2 == 0)
        say(w, a->column ? ". Without a penalty the minimizer is not unique"
                         : ". f has many minimizers or none");
    if (a->prospect[BN_UNITS_FEWER].known && w->remark->gain > 1.05) {
        say(w, ". Without %s ", a->dependent == 1 ? "this column" : "these columns");
        say_change(w, BN_UNITS_FEWER);
    }
}

static void correlation(words *w)
{
    const bn_dependence *d = &w->a->nearest;
    say_feature(w, d->column);
    say(w,
        " is nearly a combination of other features, which leave %.2g of its spread (variance inflation "
        "%.3g): ",
        d->residual, 1 / (d->residual * d->residual));
    say_combination(w, d);
    say(w, "%s. Leaving it out would help, and so would a larger l2; other units would not",
        w->data->means ? " (in standard deviations)" : "");
}

/* ---- Rows ---------------------------------------------------------------------------------- */

static void rows(words *w)
{
    const bn_advice *a = w->a;
    const bn_steep_row *s = a->steepest;
    const bn_column *c = &a->column[s->column];
    const double x = bn_dataset_at(w->info->data, s->row, s->column);
    say(w, "row %zu is %.3g times as steep as the average one, %.0f %% of it by ", s->row + 1,
        s->L_i / a->prospect[a->units].everywhere.L_mean, 100 * s->share);
    say_feature(w, s->column);
    say(w, " = %.4g", in_file(w, s->column, x));
    if (c->sd > 0)
        say(w, ", %.2g standard deviations from its mean", fabs(x - c->mean) / c->sd);
    for (size_t k = 1; k < a->steep; k++)
        say(w, "%s %zu", k == 1 ? "; then come rows" : ",", s[k].row + 1);
    say(w, ". Is it right? sgd, svrg and saga take steps as short as the steepest row wants them, unless "
           "rows are drawn by their steepness (--sampling importance)");
}

static void classes(words *w)
{
    const bn_advice *a = w->a;
    const int few = a->class_share[1] < a->class_share[0];
    say(w, "only %zu of %zu rows (%.2g %%%s) are of class ", a->class_rows[few],
        a->class_rows[0] + a->class_rows[1], 100 * a->class_share[few],
        w->data->weights ? " of the weight" : "");
    say_class(w, few ? 1 : -1);
    say(w, ": whoever says ");
    say_class(w, few ? -1 : 1);
    say(w, " every time is right in %.3g %%, so judge predictions by AUC or log loss, not by accuracy",
        100 * a->class_share[!few]);
}

static double mean_target(const bn_dataset_info *data)
{
    double sum = 0, total = 0;
    for (size_t i = 0; i < data->rows; i++) {
        const double s = data->weights ? data->weights[i] : 1;
        sum += s * data->targets[i];
        total += s;
    }
    return sum / total;
}

static void intercept(words *w)
{
    say(w, "--intercept: without one the model ");
    if (w->info->positive) {
        say(w,
            "gives the classes equal chances at the means of the features, but %.3g %% of the rows are of "
            "class ",
            100 * w->a->class_share[1]);
        say_class(w, 1);
    } else {
        say(w, "predicts 0 at the means of the features, but the mean of the target is %.4g",
            mean_target(w->data));
    }
}

const char *bn_remark_text(char out[BN_REMARK_TEXT], const bn_objective *f, const bn_advice *advice,
                           const bn_remark *remark)
{
    static void (*const topics[BN_TOPIC_COUNT])(words * w) = {
        [BN_TOPIC_CONVEXITY] = convexity, [BN_TOPIC_SEPARATION] = separation,   [BN_TOPIC_UNITS] = units,
        [BN_TOPIC_COLUMNS] = columns,     [BN_TOPIC_CORRELATION] = correlation, [BN_TOPIC_ROWS] = rows,
        [BN_TOPIC_CLASSES] = classes,     [BN_TOPIC_INTERCEPT] = intercept,
    };
    const bn_objective_info *info = bn_objective_describe(f);
    words w = { .out = out, .f = f, .info = info, .a = advice, .remark = remark };
    w.data = info->data ? bn_dataset_describe(info->data) : NULL;
    out[0] = '\0';
    topics[remark->topic](&w);
    return out;
}
