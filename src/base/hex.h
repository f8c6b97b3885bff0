/* Doubles as exact text, the same in every locale: -0.625 is "-0x5p-3", C's and Python's hexadecimal with an
   odd integer before the p. */
#ifndef BN_BASE_HEX_H
#define BN_BASE_HEX_H

#include <stdbool.h>

#define BN_HEX_TEXT 32

/* Returns out. x must be finite. */
const char *bn_hex_format(char out[BN_HEX_TEXT], double x);

/* False unless the whole of text has this form and is a double exactly. A "-0x0p+0" is -0. */
bool bn_hex_parse(double *out, const char *text);

#endif
