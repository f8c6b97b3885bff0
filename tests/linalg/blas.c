/* What the BLAS calls itself, asked by many threads at once. */
#include "linalg/blas.h"

#include <string.h>

#include <criterion/criterion.h>

Test(blas, has_one_name_for_all_threads)
{
    enum { CALLS = 20000 };
    char name[BN_BLAS_NAME];
    size_t strangers = 0;
    bn_blas_name(name);
    cr_assert(strlen(name) > 0);
#pragma omp parallel for num_threads(8) reduction(+ : strangers)
    for (size_t k = 0; k < CALLS; k++) {
        char again[BN_BLAS_NAME];
        bn_blas_name(again);
        strangers += strcmp(again, name) != 0;
    }
    cr_assert(strangers == 0, "%zu of %d calls said something else than \"%s\"", strangers, CALLS, name);
}
