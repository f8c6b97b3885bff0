/* banach: from a data file to a certified answer.

       bn_dataset   -> bn_objective -> bn_curvature -> bn_solve        -> bn_certificate
       numbers         what to         how it bends,   a method whose     how far from the best
       from a file     minimize        proven          step is safe       the answer can be

   theory.h holds the promises as pure functions of mu, L and a step. Read the headers in this order. */
#ifndef BANACH_BANACH_H
#define BANACH_BANACH_H

#include <banach/status.h>
#include <banach/theory.h>
#include <banach/dataset.h>
#include <banach/synthetic.h>
#include <banach/write.h>
#include <banach/objective.h>
#include <banach/curvature.h>
#include <banach/certificate.h>
#include <banach/checkpoint.h>
#include <banach/solver.h>
#include <banach/choose.h>
#include <banach/trace.h>
#include <banach/report.h>
#include <banach/verify.h>

#endif
