/* Notes, files and the order of the walk. */
#include "guest/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const losses[] = { "squared", "logistic", "quadratic" };

static void must(const char *call, bn_status status, bn_status wanted, const bn_error *err)
{
    if (status == wanted)
        return;
    fprintf(stderr, "%s: %s, expected %s: %s\n", call, bn_status_name(status), bn_status_name(wanted),
            status ? err->message : "");
    abort();
}

/* A model that says 1 whatever it sees. */
static bn_model *model_of(const bn_dataset *data)
{
    bn_error err;
    bn_objective *f = NULL;
    bn_model *model = NULL;
    double x[5] = { 0, 0, 0, 0, 1 };
    must("bn_objective_new",
         bn_objective_new(&f, &bn_logistic, data, &(bn_objective_options){ .intercept = true }, &err), BN_OK,
         &err);
    must("bn_model_new", bn_model_new(&model, f, x, &(bn_result){ 0 }, &err), BN_OK, &err);
    bn_objective_free(f);
    return model;
}

void guest_data_make(guest_data *data)
{
    bn_dataset **const out[] = { &data->numbers, &data->classes, &data->table };
    for (size_t i = 0; i < 3; i++) {
        bn_error err;
        const bn_synthetic_options options = { .loss = losses[i],
                                               .rows = i == 2 ? 4 : 90,
                                               .cols = 4,
                                               .kappa = 20,
                                               .noise = i == 2 ? 0 : 0.5,
                                               .seed = 3 };
        must("bn_synthetic", bn_synthetic(out[i], NULL, &options, &err), BN_OK, &err);
    }
    data->model = model_of(data->classes);
}

void guest_data_free(guest_data *data)
{
    bn_dataset_free(data->numbers);
    bn_dataset_free(data->classes);
    bn_dataset_free(data->table);
    bn_model_free(data->model);
}

/* ---- Notes ----------------------------------------------------------------------------------- */

void guest_done(guest_walk *w, const char *call, bn_status status, bn_status wanted, const bn_error *err)
{
    must(call, status, wanted, err);
    if (w->after)
        w->after(call, w->context);
}

/* FNV-1a. */
static void note(guest_walk *w, const char *call, size_t size, const void *bytes)
{
    if (w->count == GUEST_NOTES) {
        fprintf(stderr, "%s: more than GUEST_NOTES notes\n", call);
        abort();
    }
    guest_note *n = &w->note[w->count++];
    snprintf(n->call, sizeof n->call, "%s", call);
    n->digest = 0xcbf29ce484222325;
    for (size_t i = 0; i < size; i++)
        n->digest = (n->digest ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3;
    if (w->after)
        w->after(call, w->context);
}

void guest_numbers(guest_walk *w, const char *call, size_t n, const double *x)
{
    note(w, call, n * sizeof *x, x);
}

void guest_text(guest_walk *w, const char *call, const char *text)
{
    note(w, call, strlen(text), text);
}

guest_path guest_place(const guest_walk *w, const char *name)
{
    guest_path path;
    snprintf(path.text, sizeof path.text, "%s/%s", w->folder, name);
    return path;
}

void guest_file(guest_walk *w, const char *call, const char *name)
{
    static const size_t most = 1 << 20;
    const guest_path path = guest_place(w, name);
    FILE *file = fopen(path.text, "rb");
    char *bytes = malloc(most);
    if (!file || !bytes || unlink(path.text))
        abort();
    if (call)
        note(w, call, fread(bytes, 1, most, file), bytes);
    fclose(file);
    free(bytes);
}

size_t guest_differences(const guest_walk *a, const guest_walk *b, const char *what)
{
    size_t different = a->count != b->count;
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (a->note[i].digest != b->note[i].digest && different++ < 5)
            fprintf(stderr, "%s: other bits from %s\n", what, a->note[i].call);
    return different;
}

/* ---- The walk -------------------------------------------------------------------------------- */

void guest_take(guest_walk *w)
{
    const bn_dataset *const data[] = { w->data->numbers, w->data->classes, w->data->table };
    w->count = 0;
    snprintf(w->folder, sizeof w->folder, "/tmp/banach-guest-XXXXXX");
    if (!mkdtemp(w->folder))
        abort();
    guest_walk_data(w);
    for (size_t i = 0; i < 3; i++) {
        bn_error err;
        bn_objective *f = NULL;
        const bn_objective_options options = { .l2 = i == 2 ? 0 : 1e-2,
                                               .intercept = i == 1,
                                               .threads = w->threads };
        bn_status status = bn_objective_new(&f, bn_loss_find(losses[i]), data[i], &options, &err);
        guest_done(w, "bn_objective_new", status, BN_OK, &err);
        guest_walk_objective(w, f);
        guest_walk_advice(w, f);
        guest_walk_solve(w, f);
        guest_walk_report(w, f);
        bn_objective_free(f);
    }
    if (rmdir(w->folder)) {
        fprintf(stderr, "the library left files in %s\n", w->folder);
        abort();
    }
}
