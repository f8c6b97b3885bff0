/* What tests share. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <stdbool.h>

/* The path of a file or folder below $BANACH_DATA, or NULL when that is unset or has none: then say what you
   skip. The strings of the last eight calls of these two functions stay valid. */
const char *bn_test_data(const char *name);

/* The path of a file of the source tree, such as "data/iris.csv". */
const char *bn_test_source(const char *name);

/* Scales random repetitions: $BANACH_TEST_MULTIPLIER, 1 when unset. */
double bn_test_multiplier(void);

/* Makes numbers have decimal commas: the locale that it took, or NULL when none is installed. */
const char *bn_test_comma(void);

/* |a - b| <= rel * max(|a|, |b|); equal infinities are close, NaN is close to nothing. */
bool bn_close(double a, double b, double rel);

/* For every suite: TestSuite(name, .fini = bn_no_leaks). Criterion's workers leave before the leak check, so
   a leaking test looks clean unless its suite asks; without AddressSanitizer this does nothing. */
void bn_no_leaks(void);

/* Does AddressSanitizer hold back what was freed? Then the memory of the process says nothing. */
bool bn_holds_back_memory(void);

#endif
