/* The part of the walk that asks for advice. */
#include "guest/walk.h"

static void note_prospect(guest_walk *w, const bn_advice *advice, bn_units units)
{
    const bn_prospect *p = &advice->prospect[units];
    guest_text(w, "bn_advise", p->known ? bn_units_name(units) : "not known");
    if (p->known)
        guest_numbers(w, "bn_advise", 3,
                      (double[]){ p->everywhere.mu.lower, p->everywhere.L.upper, p->best_passes });
}

static void columns(guest_walk *w)
{
    bn_error err;
    bn_column column[50];
    const size_t cols = bn_dataset_describe(w->data->classes)->cols;
    if (cols > sizeof column / sizeof *column) {
        guest_text(w, "bn_dataset_columns", "too many");
        return;
    }
    guest_done(w, "bn_dataset_columns", bn_dataset_columns(column, w->data->classes, &err), BN_OK, &err);
    guest_numbers(w, "bn_dataset_columns", 2 * cols, &column[0].mean);
}

void guest_walk_advice(guest_walk *w, bn_objective *f)
{
    bn_error err;
    bn_advice *advice = NULL;
    char text[BN_REMARK_TEXT];
    columns(w);
    guest_done(w, "bn_advise", bn_advise(&advice, f, NULL, &err), BN_OK, &err);
    guest_text(w, "bn_advise", bn_separation_name(advice->separation));
    for (int units = 0; units < BN_UNITS_COUNT; units++)
        note_prospect(w, advice, (bn_units)units);
    for (size_t i = 0; i < advice->remarks; i++) {
        const bn_remark *remark = &advice->remark[i];
        guest_text(w, "bn_advise", bn_topic_name(remark->topic));
        guest_numbers(w, "bn_advise", 1, &remark->gain);
        bn_remark_text(text, f, advice, remark);
        if (w->texts)
            guest_text(w, "bn_remark_text", text);
    }
    bn_advice_free(advice);
}
