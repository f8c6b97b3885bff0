/* MPFR numbers in memory of our own: behind the array, their digits. */
#include "base/numbers.h"

#include "base/alloc.h"

mpfr_t *bn_numbers_new(size_t count, mpfr_prec_t bits)
{
    const size_t size = mpfr_custom_get_size(bits);
    mpfr_t *x = bn_array(count, sizeof *x + size);
    for (size_t k = 0; x && k < count; k++) {
        char *digits = (char *)(x + count) + k * size;
        mpfr_custom_init(digits, bits);
        mpfr_custom_init_set(x[k], MPFR_ZERO_KIND, 0, bits, digits);
    }
    return x;
}
