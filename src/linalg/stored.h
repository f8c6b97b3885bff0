/* The numbers that rows are made of in the object that is being compiled, STORED: double or float. Eight of
   them become eight doubles, exactly. */
#ifndef BN_LINALG_STORED_H
#define BN_LINALG_STORED_H

#include "linalg/lanes.h"

typedef STORED stored;

#define load(p) _Generic((p), const double * : lanes_load, const float * : lanes_load_floats)(p)

/* Numbers beyond the count-th are not touched: 0. */
#define load_part(p, count)                                                                                  \
    _Generic((p), const double * : lanes_load_part, const float * : lanes_load_floats_part)(p, count)

#endif
