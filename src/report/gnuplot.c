/* A comparison as a script for gnuplot: two panels, all data inside. */
#include <math.h>

#include "report/compare.h"

/* Told apart by people who see colours differently (Okabe & Ito 2008), and by their dashes when they repeat. */
static const char *const colours[] = { "#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                       "#E69F00", "#56B4E9", "#000000", "#8B6F00" };

enum { COLOURS = sizeof colours / sizeof *colours };

/* Points that no one could tell from the last one are left out. */
static bool stands_apart(const bn_frame *frame, const bn_curve_point *last, const bn_curve_point *p)
{
    const bool passes = frame->log_passes ? p->passes > 1.005 * last->passes
                                          : p->passes - last->passes > 1e-3 * frame->passes;
    return passes || fabs(log(p->gap / last->gap)) > 0.02;
}

static void data(FILE *to, const bn_frame *frame, const bn_contender *c, size_t number)
{
    bn_curve_point last = { 0, 0, 1 };
    fprintf(to, "$m%zu << END\n", number);
    for (size_t i = 0; i < c->points; i++) {
        const bn_curve_point *p = &c->curve[i];
        if (!bn_drawable(p) || (i + 1 < c->points && !stands_apart(frame, &last, p)))
            continue;
        fprintf(to, "%.17g %.17g %.17g\n", p->passes, p->seconds, p->gap);
        last = *p;
    }
    fputs("END\n", to);
}

static void panel(FILE *to, const bn_comparison *what, const bn_frame *frame, const char *label, int column,
                  bool logarithmic)
{
    fprintf(to, "set xlabel '%s'\n%s logscale x\n", label, logarithmic ? "set" : "unset");
    fprintf(to, "plot %.17g with lines dt 3 lc '#888888' title 'wanted'", frame->target);
    for (size_t i = 0; i < what->count; i++)
        if (what->contender[i].points)
            fprintf(to, ", \\\n  $m%zu using %d:3 with linespoints pt 7 ps 0.35 pi -1 lw 2 dt %zu lc '%s' title '%s'", i, column,
                    i / COLOURS + 1, colours[i % COLOURS], what->contender[i].label);
    fputc('\n', to);
}

static void title(FILE *to, const bn_comparison *what)
{
    const bn_objective_info *info = bn_objective_describe(what->f);
    const char *path = info->data ? bn_dataset_describe(info->data)->path : "";
    fputs("set multiplot layout 1,2 title \"", to);
    for (; *path; path++)
        if ((unsigned char)*path >= ' ' && *path != '"' && *path != '\\' && *path != '`')
            fputc(*path, to);
    fprintf(to, "   %s, l2 = %.4g\" noenhanced font ',14'\n", info->loss, info->l2);
}

void bn_gnuplot_script(FILE *to, const char *terminal, const bn_comparison *what)
{
    const bn_frame frame = bn_frame_of(what);
    fprintf(to, "# gnuplot THIS > FILE draws it. A row of data: passes, seconds, bound of f - f*\n"
                "set terminal %s size 1200,520 font 'sans,11' background '#ffffff'\n", terminal);
    for (size_t i = 0; i < what->count; i++)
        if (what->contender[i].points)
            data(to, &frame, &what->contender[i], i);
    fputs("set encoding utf8\nset logscale y\nset format y '10^{%L}'\nset grid lc '#dddddd' lt 1\nset border 3\n"
          "set tics nomirror\nset key noenhanced\n", to);
    title(to, what);
    fputs("set ylabel 'certified bound of f - f*'\nset key bottom left opaque\n", to);
    panel(to, what, &frame, "passes over the data", 1, frame.log_passes);
    fputs("unset ylabel\nunset key\n", to);
    panel(to, what, &frame, "seconds", 2, frame.log_seconds);
    fputs("unset multiplot\n", to);
}
