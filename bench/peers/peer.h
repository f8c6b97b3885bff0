/* What the programs of the comparison share. Each is called as

     PROGRAM DATA.npy LOSS L2 FOLDER BUDGET

   and minimizes the mean LOSS over the rows of DATA plus L2/2 |w|^2, without an intercept, with every solver
   that it has, from w = 0, to one tolerance after the other until BUDGET seconds are used up. For each it
   prints a line
   {"solver", "setting", "seconds", "w"}: the time from data in memory to the answer, and the file in FOLDER
   with the answer, which others judge. Nobody's own word on how good it is counts. */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stddef.h>

#include <banach/banach.h>

typedef struct peer {
    bn_dataset *data;
    const bn_loss *loss;
    size_t n, d;
    const double *X, *y;
    double l2, budget, began;
    const char *folder;
    double *margins; /* n, for peer_value */
} peer;

/* Reads the arguments and the data; ends the program with a sentence when it cannot. */
peer peer_open(int argc, char **argv);
void peer_close(peer *p);

double peer_clock(void);
bool peer_has_time(const peer *p);

/* Writes w and prints the line. */
void peer_report(const peer *p, const char *solver, const char *setting, double seconds, const double *w);

/* f and its gradient as C programmers compute them: two calls of dgemv, and libm between. */
double peer_value(peer *p, const double *w, double *grad);

#endif
