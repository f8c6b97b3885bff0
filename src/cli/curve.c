/* The gaps of a run, kept for a plot. */
#include "cli/curve.h"

#include <stdint.h>
#include <stdlib.h>

static bool make_room(cli_curve *c)
{
    const size_t room = c->room ? 2 * c->room : 256;
    bn_curve_point *more = room > SIZE_MAX / sizeof *more ? NULL : realloc(c->point, room * sizeof *more);
    if (!more)
        return false;
    c->point = more;
    c->room = room;
    return true;
}

bool cli_curve_observe(const bn_progress *now, void *context)
{
    cli_curve *c = context;
    c->no_memory |= c->points == c->room && !make_room(c);
    if (!c->no_memory)
        c->point[c->points++] = (bn_curve_point){ now->passes, now->seconds, now->certificate->gap.bound };
    return c->next ? c->next(now, c->next_context) : true;
}
