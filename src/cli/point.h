/* A point from a file. */
#ifndef BN_CLI_POINT_H
#define BN_CLI_POINT_H

#include <banach/objective.h>

/* Fills x with the dim numbers of f, which are all that the file holds, set apart by blanks, line ends or
   commas. */
bn_status cli_point_read(double *x, const bn_objective *f, const char *path, bn_error *err);

#endif
