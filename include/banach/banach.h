/* banach: from a data file to a certified answer.

       bn_dataset   -> bn_objective -> bn_curvature -> bn_solve        -> bn_certificate
       numbers         what to         how it bends,   a method whose     how far from the best
       from a file     minimize        proven          step is safe       the answer can be

   theory.h holds the promises as pure functions of mu, L and a step. Read the headers in the order below.
   What every call keeps, and no header says again:

   Failure. A call that can fail returns a bn_status, 0 when all is well, so a pipeline is one || chain.
   Then its outputs are as they were, unless it says otherwise, and err, which may be NULL, has a sentence.
   Whatever takes memory may be BN_NO_MEMORY; a point, matrix or vector with a NaN or an infinity in it is
   BN_NOT_FINITE; what reads or writes a file may be BN_CANNOT_READ or BN_CANNOT_WRITE. Other statuses are
   named where they occur. A NULL where none is allowed and an array that is too short are not looked for.

   Ownership. What a call hands out by bn_thing ** is the caller's, to be released by bn_thing_free, which
   takes NULL. What it is given is copied, unless it says "borrows". What bn_thing_describe and the like
   return belongs to the thing, and lives as long.

   Options are structs in which zero means the default that is written beside the field; NULL means all
   defaults. Matrices are row-major. Vectors have as many numbers as the objective has unknowns, if nothing
   else is said.

   Threads. Every function may be called from any thread at any time. Datasets, models, methods, losses and
   readers do not change and are shared freely; an objective or a trace serves one thread at a time;
   structs with visible fields are plain data. Thread settings of OpenMP and OpenBLAS are the caller's: for
   its own thread a call may change OpenMP's while it runs, and puts them back.

   A guest. No global state, nothing printed, no signals, no environment, no end of the process. Text for
   people has the decimal point of the program's locale; files and JSON always have a point.

   Where a guest depends on others. Whatever grows with the problem is allocated here, and is BN_NO_MEMORY
   when it cannot be had. But OpenMP and OpenBLAS end the process when there is no memory for their threads
   and buffers, MPFR when there is none for an exp or a log of the checker, and Jansson may misread a
   document. A pipe whose reader has left and a file beyond RLIMIT_FSIZE raise SIGPIPE and SIGXFSZ: a host
   that ignores them gets BN_CANNOT_WRITE. Reading survives signals; so does writing under handlers with
   SA_RESTART. */
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
#include <banach/advice.h>
#include <banach/trace.h>
#include <banach/report.h>
#include <banach/verify.h>

#endif
