/* How many threads a pass over data may take. Results never depend on it. */
#ifndef BN_BASE_THREADS_H
#define BN_BASE_THREADS_H

/* As many as the caller asked for, but at most 256: OpenMP ends the process when the system has no more. 0:
   as many as OpenMP would take for a parallel region started here, at least 1. */
unsigned bn_threads(unsigned asked);

/* threads, or 1 where so little is to be done (operations on doubles) that waking them would take longer: on
   a busy machine that can cost a thousand times the work. */
unsigned bn_threads_for(unsigned threads, double operations);

#endif
