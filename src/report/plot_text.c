/* A plot made of letters. */
#include "report/plot_text.h"

#include <math.h>
#include <string.h>

enum { LABEL = 8, COLS = 72 - LABEL, ROWS = 20 };

typedef struct bn_canvas {
    bn_frame frame;
    double top, bottom; /* log10 of the gap there */
    double left, right; /* passes, or log10 of them */
    char cell[ROWS][COLS + 1];
} bn_canvas;

static double across(const bn_canvas *c, double passes)
{
    return ((c->frame.log_passes ? log10(passes) : passes) - c->left) / (c->right - c->left);
}

static int row_of(const bn_canvas *c, double gap)
{
    const double down = (c->top - log10(gap)) / (c->top - c->bottom);
    return (int)lround(fmax(0, fmin(down, 1)) * (ROWS - 1));
}

static int col_of(const bn_canvas *c, double passes)
{
    return (int)lround(across(c, passes) * (COLS - 1));
}

static void mark(bn_canvas *c, int row, int col, char letter)
{
    char *cell = &c->cell[row][col];
    *cell = *cell == ' ' || *cell == '.' || *cell == letter ? letter : '*';
}

/* Every column from the last point to this one, so that long steps leave no holes. */
static void draw_to(bn_canvas *c, const bn_curve_point *from, const bn_curve_point *to, char letter)
{
    const int first = col_of(c, from->passes), last = col_of(c, to->passes);
    const double start = log10(from->gap), end = log10(to->gap);
    for (int col = first; col <= last; col++) {
        const double share = last > first ? (double)(col - first) / (last - first) : 1;
        mark(c, row_of(c, pow(10, start + share * (end - start))), col, letter);
    }
}

static void draw_curve(bn_canvas *c, const bn_contender *one, char letter)
{
    const bn_curve_point *before = NULL;
    for (size_t i = 0; i < one->points; i++) {
        const bn_curve_point *point = &one->curve[i];
        if (!bn_drawable(point))
            continue;
        draw_to(c, before ? before : point, point, letter);
        before = point;
    }
}

static void begin(bn_canvas *c, const bn_frame *frame)
{
    *c = (bn_canvas){ .frame = *frame,
                      .top = ceil(log10(frame->gap_high)),
                      .bottom = floor(log10(frame->gap_low)) };
    c->bottom = fmin(c->bottom, c->top - 1);
    c->left = frame->log_passes ? log10(frame->first_pass) : 0;
    c->right = frame->log_passes ? log10(frame->passes) : frame->passes;
    for (int row = 0; row < ROWS; row++)
        memset(c->cell[row], ' ', COLS);
    if (frame->target > 0)
        memset(c->cell[row_of(c, frame->target)], '.', COLS);
}

/* A label where a row is nearest to a power of ten, at most one in three rows; else nothing. */
static const char *label(char out[LABEL], const bn_canvas *c, int row)
{
    const double every = ceil(3 * (c->top - c->bottom) / (ROWS - 1));
    *out = '\0';
    for (double power = c->top; power >= c->bottom; power -= every)
        if (row_of(c, pow(10, power)) == row)
            snprintf(out, LABEL, "1e%+03.0f", power);
    return out;
}

static void axis(bn_page *page, const bn_canvas *c)
{
    char line[COLS + 16];
    memset(line, '-', COLS);
    bn_line(page, "%*s+%.*s", LABEL - 1, "", COLS - 1, line);
    const double middle = c->frame.log_passes ? pow(10, (c->left + c->right) / 2) : c->right / 2;
    snprintf(line, sizeof line, "%-*.4g%-*.4g", COLS / 2, c->frame.log_passes ? c->frame.first_pass : 0,
             COLS / 2 - 8, middle);
    bn_line(page, "%*s%s%8.6g", LABEL, "", line, c->frame.passes);
}

void bn_section_plot(bn_page *page, const bn_comparison *what)
{
    const bn_frame frame = bn_frame_of(what);
    bn_canvas c;
    bn_section(page, "plot");
    if (!(frame.gap_high > 0)) {
        bn_words(page, "no method knows a bound of f - f*: there is nothing to draw");
        return;
    }
    begin(&c, &frame);
    for (size_t i = 0; i < what->count; i++)
        draw_curve(&c, &what->contender[i], bn_letter(i));
    bn_line(page, "bound of f - f* against passes%s; dots: wanted; *: several",
            frame.log_passes ? ", both logarithmic" : "");
    for (int row = 0; row < ROWS; row++) {
        char text[LABEL];
        bn_line(page, "%7s|%s", label(text, &c, row), c.cell[row]);
    }
    axis(page, &c);
}
