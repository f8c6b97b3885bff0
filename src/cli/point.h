/* A point from a file. */
#ifndef BN_CLI_POINT_H
#define BN_CLI_POINT_H

#include <banach/status.h>

/* Fills x with dim numbers, which are all that the file holds, set apart by blanks, line ends or commas; path
   "-" is standard input. */
bn_status cli_point_read(double *x, size_t dim, const char *path, bn_error *err);

#endif
