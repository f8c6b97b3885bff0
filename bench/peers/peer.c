/* Arguments, the clock, the answer's file, and the objective by two calls of dgemv. */
#include "peer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "linalg/blas.h"

static void give_up(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(2);
}

double peer_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What a process pays only once: threads that start, pages that are touched first. */
static void warm_up(peer *p)
{
    double *w = calloc(2 * p->d, sizeof *w);
    if (!w)
        give_up("no memory");
    peer_value(p, w, w + p->d);
    free(w);
}

peer peer_open(int argc, char **argv, const char *version)
{
    peer p = { 0 };
    bn_error err;
    if (argc == 2 && !strcmp(argv[1], "version")) {
        char blas[BN_BLAS_NAME];
        bn_blas_name(blas);
        printf("%s, %s\n", version, blas);
        exit(0);
    }
    if (argc < 6)
        give_up("usage: PROGRAM DATA.npy LOSS L2 FOLDER BUDGET");
    if (bn_dataset_load(&p.data, argv[1], NULL, &err))
        give_up(err.message);
    const bn_dataset_info *info = bn_dataset_describe(p.data);
    p.loss = bn_loss_find(argv[2]);
    p.l2 = strtod(argv[3], NULL);
    p.folder = argv[4];
    p.budget = strtod(argv[5], NULL);
    p.n = info->rows;
    p.d = info->cols;
    p.X = bn_dataset_row(p.data, 0);
    p.y = info->targets;
    p.margins = calloc(p.n, sizeof *p.margins);
    if (!p.loss || !p.margins)
        give_up("no such loss, or no memory");
    warm_up(&p);
    return p;
}

void peer_close(peer *p)
{
    free(p->margins);
    bn_dataset_free(p->data);
}

void peer_turn(peer *p)
{
    p->began = peer_clock();
}

bool peer_has_time(const peer *p)
{
    return peer_clock() - p->began < p->budget;
}

void peer_report(const peer *p, const char *solver, const char *setting, double seconds, const double *w)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s %s.txt", p->folder, solver, setting);
    FILE *file = fopen(path, "w");
    for (size_t j = 0; file && j < p->d; j++)
        fprintf(file, "%.17g\n", w[j]);
    if (!file || fclose(file))
        give_up("the answer could not be written");
    printf("{\"solver\": \"%s\", \"setting\": \"%s\", \"seconds\": %.6g, \"w\": \"%s\"}\n", solver, setting,
           seconds, path);
    fflush(stdout);
}

double peer_value(peer *p, const double *w, double *grad)
{
    const double mean = 1.0 / (double)p->n;
    double sum = 0, square = 0;
    bn_gemv(p->n, p->d, 1, p->X, p->d, w, 0, p->margins);
    for (size_t i = 0; i < p->n; i++) {
        const double z = p->margins[i], y = p->y[i];
        if (p->loss == &bn_logistic) {
            const double m = y * z, e = exp(-fabs(m));
            sum += log1p(e) + fmax(-m, 0);
            p->margins[i] = -y * (m > 0 ? e : 1) / (1 + e);
        } else {
            sum += (z - y) * (z - y) / 2;
            p->margins[i] = z - y;
        }
    }
    memcpy(grad, w, p->d * sizeof *w);
    bn_gemv_t(p->n, p->d, mean, p->X, p->d, p->margins, p->l2, grad);
    for (size_t j = 0; j < p->d; j++)
        square += w[j] * w[j];
    return mean * sum + p->l2 / 2 * square;
}
