/* A comparison as a script for gnuplot: two panels, all data inside. */
#include <math.h>

#include "base/number.h"
#include "report/compare.h"

/* Told apart by people who see colours differently (Okabe & Ito 2008), and by dashes when they repeat. */
static const char *const colours[] = { "#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                       "#E69F00", "#56B4E9", "#000000", "#8B6F00" };

enum { COLOURS = sizeof colours / sizeof *colours };

/* Points so near to the last one that no picture tells them apart are left out. */
static bool stands_apart(const bn_frame *frame, const bn_curve_point *last, const bn_curve_point *p)
{
    return frame->log_passes ? p->passes > 1.004 * last->passes
                             : p->passes - last->passes > 1e-3 * frame->passes;
}

/* A number with a point, whatever the locale. */
static void put(FILE *to, const char *before, double x)
{
    char text[BN_NUMBER_TEXT];
    fprintf(to, "%s%s", before, bn_number_format(text, x));
}

static void data(FILE *to, const bn_frame *frame, const bn_contender *c, size_t number)
{
    bn_curve_point last = { 0, 0, 0 };
    size_t rows = 0;
    fprintf(to, "$m%zu << END\n", number);
    for (size_t i = 0; i < c->points; i++) {
        const bn_curve_point *p = &c->curve[i];
        if (!bn_drawable(p) || (i + 1 < c->points && !stands_apart(frame, &last, p)))
            continue;
        put(to, "", p->passes);
        put(to, " ", p->seconds);
        put(to, " ", p->gap);
        fputc('\n', to);
        last = *p;
        rows++;
    }
    fprintf(to, "END\nend%zu = %zu\n", number, rows - (rows > 0));
}

/* In quotes; without what could end them or be more than text to gnuplot. */
static void put_text(FILE *to, const char *text)
{
    fputc('\'', to);
    for (; *text; text++)
        if ((unsigned char)*text >= ' ' && *text != '\'' && *text != '`')
            fputc(*text, to);
    fputc('\'', to);
}

typedef struct bn_panel {
    const char *label;
    int column;
    double from, to;
    bool logarithmic;
} bn_panel;

/* A line for each method, with a dot at its end. */
static void draw_panel(FILE *to, const bn_comparison *what, const bn_frame *frame, const bn_panel *p)
{
    fprintf(to, "set xlabel '%s'\n%s logscale x\nset format x '%s'\n", p->label,
            p->logarithmic ? "set" : "unset", p->logarithmic ? "10^{%L}" : "%g");
    put(to, "set xrange [", p->logarithmic ? p->from : 0);
    put(to, ":", p->to * (p->logarithmic ? 1.2 : 1.02));
    put(to, "]\nplot ", frame->target);
    fputs(" with lines dt 3 lw 1.5 lc '#666666' title 'wanted'", to);
    for (size_t i = 0; i < what->count; i++) {
        const char *colour = colours[i % COLOURS];
        if (!bn_drawn(&what->contender[i]))
            continue;
        fprintf(to, ", \\\n  $m%zu using %d:3 with lines lw 2 dt %zu lc '%s' title ", i, p->column,
                i / COLOURS + 1, colour);
        put_text(to, what->contender[i].label);
        fprintf(to, ", \\\n  $m%zu using %d:3 every ::end%zu with points pt 7 ps 0.8 lc '%s' notitle", i,
                p->column, i, colour);
    }
    fputc('\n', to);
}

static void put_title(FILE *to, const bn_comparison *what)
{
    const bn_objective_info *info = bn_objective_describe(what->f);
    const char *path = info->data ? bn_dataset_describe(info->data)->path : "";
    fputs("set multiplot layout 1,2 title ", to);
    put_text(to, path);
    fprintf(to, ".'   %s, l2 = %.4g' noenhanced font ',14'\n", info->loss, info->l2);
}

void bn_gnuplot_script(FILE *to, const char *terminal, const bn_comparison *what)
{
    const bn_frame frame = bn_frame_of(what);
    fprintf(to,
            "# gnuplot THIS > FILE draws it. A row of data: passes, seconds, bound of f - f*\n"
            "set terminal %s size 1200,520 font 'sans,11' background '#ffffff'\n",
            terminal);
    for (size_t i = 0; i < what->count; i++)
        if (bn_drawn(&what->contender[i]))
            data(to, &frame, &what->contender[i], i);
    fputs("set logscale y\nset format y '10^{%L}'\nset grid lc '#dddddd' lt 1\nset border 3\n"
          "set tics nomirror\nset tmargin at screen 0.91\nset bmargin at screen 0.12\n",
          to);
    put(to, "set yrange [", frame.gap_low / 2);
    put(to, ":", 2 * frame.gap_high);
    fputs("]\n", to);
    put_title(to, what);
    const bn_panel passes = { "passes over the data", 1, frame.first_pass, frame.passes, frame.log_passes };
    const bn_panel seconds = { "seconds", 2, frame.first_second, frame.seconds, frame.log_seconds };
    fputs("set ylabel 'certified bound of f - f*'\nset lmargin at screen 0.07\nset rmargin at screen 0.42\n"
          "unset key\n",
          to);
    draw_panel(to, what, &frame, &passes);
    fputs("unset ylabel\nset lmargin at screen 0.48\nset rmargin at screen 0.83\n"
          "set key at screen 0.99,0.91 right top Left reverse noenhanced\n",
          to);
    draw_panel(to, what, &frame, &seconds);
    fputs("unset multiplot\n", to);
}
