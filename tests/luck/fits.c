/* Logistic loss on classes that are words, squared loss on the same with numbers in their place. */
#include "luck/fits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"

static const char table[] =
    "a,\"b \"\"c\"\"\",weight,kind\n0.1,3,1,no\n0.7,1,2,yes\n1.3,2,1,no\n2,1,1,yes\n1,1,1,no\n"
    "0.5,0.25,1,yes\n";

fit fits[LOSSES], *now;
const bn_dataset_options fits_reading = { .standardize = true, .weights = "weight" };

static void make_fit(size_t k)
{
    const bn_loss *const losses[LOSSES] = { &bn_logistic, &bn_squared };
    const char *name = k ? "numbers.csv" : "words.csv";
    char text[sizeof table];
    bn_error err;
    strcpy(text, table);
    for (char *word; k && ((word = strstr(text, "yes")) || (word = strstr(text, "no")));)
        memcpy(word, *word == 'y' ? "1.5" : "-1", *word == 'y' ? 3 : 2);
    folder_put(name, text);
    now = &fits[k];
    cr_assert(!bn_dataset_load(&now->data, folder_path(name), &fits_reading, &err), "%s", err.message);
    cr_assert(
        !bn_objective_new(&now->f, losses[k], now->data, &(bn_objective_options){ 0.1, true, 1 }, &err));
    cr_assert(!bn_curvature_bound(&now->curvature, now->f, &err));
    cr_assert(!bn_solve(k ? &bn_exact : &bn_newton, now->f, now->x,
                        &(bn_solve_options){ .curvature = &now->curvature }, &now->result, &err),
              "%s", err.message);
    now->result.seconds = 1;
    bn_dataset *raw;
    cr_assert(!bn_model_new(&now->model, now->f, now->x, &now->result, &err));
    cr_assert(!bn_dataset_load(&raw, folder_path(name), &(bn_dataset_options){ .weights = "weight" }, &err));
    cr_assert(!bn_model_predict(now->scores, now->model, raw, &err), "%s", err.message);
    bn_dataset_free(raw);
}

void fits_make(void)
{
    folder_make();
    for (size_t k = 0; k < LOSSES; k++)
        make_fit(k);
}

void fits_free(void)
{
    for (size_t k = 0; k < LOSSES; k++) {
        bn_model_free(fits[k].model);
        bn_objective_free(fits[k].f);
        bn_dataset_free(fits[k].data);
    }
    folder_remove();
}

void each_fit(const char *what, sweep_call *call)
{
    for (size_t k = 0; k < LOSSES; k++) {
        char name[100];
        now = &fits[k];
        snprintf(name, sizeof name, "%s, %s", what, bn_objective_describe(now->f)->loss);
        sweep(name, call);
    }
}
