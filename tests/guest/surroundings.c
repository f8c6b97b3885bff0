/* After every call of the library the program around it is as it was: the thread settings of OpenMP and
   OpenBLAS, the settings of MPFR, rounding, locale, signals, environment, folder, and nothing was printed. */
#include <cblas.h>
#include <fenv.h>
#include <locale.h>
#include <mpfr.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/walk.h"

extern char **environ;

enum { THREADS = 3, SIGNALS = 32 };

/* Everything that can be asked for, as numbers and text. */
typedef struct surroundings {
    int omp_threads, omp_dynamic, omp_levels, omp_chunk, blas_threads, rounding;
    omp_sched_t omp_schedule;
    mpfr_prec_t precision;
    mpfr_exp_t least, most;
    mpfr_rnd_t mpfr_rounding;
    mpfr_flags_t mpfr_flags;
    mode_t mask;
    void (*handler[SIGNALS])(int);
    char locale[200], folder[500];
    char **environment;
    size_t variables;
    off_t printed;
} surroundings;

static surroundings look_around(void)
{
    surroundings s = { 0 };
    s.omp_threads = omp_get_max_threads();
    s.omp_dynamic = omp_get_dynamic();
    s.omp_levels = omp_get_max_active_levels();
    omp_get_schedule(&s.omp_schedule, &s.omp_chunk);
    s.blas_threads = openblas_get_num_threads();
    s.rounding = fegetround();
    s.precision = mpfr_get_default_prec();
    s.least = mpfr_get_emin();
    s.most = mpfr_get_emax();
    s.mpfr_rounding = mpfr_get_default_rounding_mode();
    s.mpfr_flags = mpfr_flags_save();
    s.mask = umask(0);
    umask(s.mask);
    for (int i = 1; i < SIGNALS; i++) {
        struct sigaction action;
        s.handler[i] = sigaction(i, NULL, &action) ? SIG_ERR : action.sa_handler;
    }
    snprintf(s.locale, sizeof s.locale, "%s", setlocale(LC_ALL, NULL));
    if (!getcwd(s.folder, sizeof s.folder))
        abort();
    s.environment = environ;
    while (environ[s.variables])
        s.variables++;
    fflush(stdout);
    s.printed = lseek(STDOUT_FILENO, 0, SEEK_CUR);
    return s;
}

static int different;

/* Tells on standard error what call has changed. */
static void compare(const char *call, void *context)
{
    surroundings *was = context, is = look_around();
#define KEPT(field)                                                                                          \
    if (memcmp(&was->field, &is.field, sizeof is.field)) {                                                   \
        dprintf(STDERR_FILENO, "%s: " #field " is not what it was\n", call);                                 \
        different++;                                                                                         \
    }
    KEPT(omp_threads)
    KEPT(omp_dynamic)
    KEPT(omp_levels)
    KEPT(omp_schedule)
    KEPT(omp_chunk)
    KEPT(blas_threads)
    KEPT(rounding)
    KEPT(precision)
    KEPT(least)
    KEPT(most)
    KEPT(mpfr_rounding)
    KEPT(mpfr_flags)
    KEPT(mask)
    KEPT(handler)
    KEPT(locale)
    KEPT(folder)
    KEPT(environment)
    KEPT(variables)
    KEPT(printed)
#undef KEPT
    omp_set_num_threads(THREADS); /* what one call has broken, the next one may break again */
    openblas_set_num_threads(THREADS);
    *was = look_around();
}

int main(void)
{
    static guest_walk walk;
    guest_data data;
    FILE *paper = tmpfile(); /* in place of standard output and error: to see what is written there */
    const int screen = dup(STDERR_FILENO);
    if (!paper || screen < 0)
        abort();
    omp_set_num_threads(THREADS);
    openblas_set_num_threads(THREADS);
    fflush(stdout);
    dup2(fileno(paper), STDOUT_FILENO);
    surroundings before = look_around();
    guest_data_make(&data);
    compare("bn_synthetic", &before);
    walk = (guest_walk){ .data = &data, .threads = 2, .after = compare, .context = &before };
    guest_take(&walk);
    guest_data_free(&data);
    dup2(screen, STDOUT_FILENO);
    printf("%zu results, after each of which the surroundings were looked at: %d changes\n", walk.count,
           different);
    return different > 0;
}
