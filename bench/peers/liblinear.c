/* liblinear's own solvers. Its rows without zeros are made before the clock starts; its objective is C times
   the sum of losses plus |w|^2/2, and its squared loss is twice ours. */
#include <stdio.h>
#include <stdlib.h>

#include <linear.h>

#include "peer.h"

#define WORDS_(number) #number
#define WORDS(number) WORDS_(number)

static const struct {
    const char *name; /* by its number, as liblinear's own program calls it */
    const bn_loss *loss;
    int type;
    double times; /* our loss */
} solvers[] = {
    { "liblinear-0", &bn_logistic, L2R_LR, 1 },
    { "liblinear-7", &bn_logistic, L2R_LR_DUAL, 1 },
    { "liblinear-11", &bn_squared, L2R_L2LOSS_SVR, 2 },
};

static void no_words(const char *text)
{
    (void)text;
}

/* Each row with its entries that are not 0, the first one being number 1, and the end -1. */
static struct feature_node *sparse_rows(const peer *p, struct feature_node **row)
{
    size_t count = p->n;
    for (size_t i = 0; i < p->n * p->d; i++)
        count += p->X[i] != 0;
    struct feature_node *node = malloc(count * sizeof *node), *next = node;
    for (size_t i = 0; node && i < p->n; i++) {
        row[i] = next;
        for (size_t j = 0; j < p->d; j++)
            if (p->X[i * p->d + j] != 0)
                *next++ = (struct feature_node){ (int)j + 1, p->X[i * p->d + j] };
        *next++ = (struct feature_node){ .index = -1 };
    }
    return node;
}

static void minimize(const peer *p, size_t k, const struct problem *rows, double tol, double *w)
{
    const struct parameter how = { .solver_type = solvers[k].type,
                                   .eps = tol,
                                   .C = 1 / ((double)p->n * p->l2 * solvers[k].times) };
    char setting[40];
    const double began = peer_clock();
    struct model *model = train(rows, &how);
    const double seconds = peer_clock() - began;
    for (size_t j = 0; j < p->d; j++) /* for the class of the first row, which may be -1 */
        w[j] = model->label && model->label[0] < 0 ? -model->w[j] : model->w[j];
    free_and_destroy_model(&model);
    snprintf(setting, sizeof setting, "e %.0e", tol);
    peer_report(p, solvers[k].name, setting, seconds, w);
}

int main(int argc, char **argv)
{
    peer p = peer_open(argc, argv, WORDS(LIBLINEAR_VERSION));
    struct feature_node **row = malloc(p.n * sizeof(struct feature_node *)), *nodes = sparse_rows(&p, row);
    double *w = malloc(p.d * sizeof *w), *y = malloc(p.n * sizeof *y);
    if (!row || !nodes || !w || !y) {
        fputs("no memory for liblinear's rows\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < p.n; i++)
        y[i] = p.y[i];
    const struct problem rows = { .l = (int)p.n, .n = (int)p.d, .y = y, .x = row, .bias = -1 };
    set_print_string_function(no_words);
    for (size_t k = 0; k < sizeof solvers / sizeof *solvers; k++) {
        peer_turn(&p);
        for (double tol = 1; solvers[k].loss == p.loss && tol > 1e-11 && peer_has_time(&p); tol /= 10)
            minimize(&p, k, &rows, tol, w);
    }
    free(row);
    free(nodes);
    free(w);
    free(y);
    peer_close(&p);
    return 0;
}
