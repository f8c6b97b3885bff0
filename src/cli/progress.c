/* How far a run has come: log(gap) on its way to log(tol). */
#include "cli/progress.h"

#include <math.h>
#include <stdio.h>

enum { BAR = 30 };

bool cli_progress_observe(const bn_progress *now, void *context)
{
    cli_progress *p = context;
    const double left = log(now->certificate->gap.bound / now->target);
    if (now->k == 0 || !isfinite(p->first))
        p->first = left;
    if (!p->on || (now->k > 0 && now->seconds - p->shown < 0.1))
        return true;
    p->shown = now->seconds;
    const double done = isfinite(left) && p->first > 0 ? 1 - left / p->first : 0;
    const int filled = (int)(BAR * fmin(fmax(done, 0), 1));
    fprintf(stderr, "\r[%.*s%*s] gap %.1e, wanted %.1e, pass %.0f", filled, "##############################",
            BAR - filled, "", now->certificate->gap.bound, now->target, now->passes);
    if (isfinite(now->predicted_passes))
        fprintf(stderr, " of at most %.0f", now->predicted_passes);
    fputs("\033[K", stderr);
    return true;
}

void cli_progress_clear(const cli_progress *progress)
{
    if (progress->on)
        fputs("\r\033[K", stderr);
}
