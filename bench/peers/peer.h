/* What the programs of the comparison share. Each is called as

     PROGRAM DATA.npy LOSS L2 FOLDER BUDGET

   and minimizes the mean LOSS over the rows of DATA plus L2/2 |w|^2, without an intercept, with every solver
   that it has, from w = 0, to one tolerance after the other until the solver has used up BUDGET seconds. For
   each it prints a line {"solver", "setting", "seconds", "w"}: the time from data in memory, in the form that
   the program likes best, to the answer, and the file in FOLDER with the answer, which others judge. Nobody's
   own word on how good it is counts. Called as PROGRAM version it says which one it is. */
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
    double l2, budget, began; /* began: the solver's budget */
    const char *folder;
    double *margins; /* n, for peer_value */
} peer;

/* Reads the arguments and the data; ends the program with a sentence when it cannot, or with its version. */
peer peer_open(int argc, char **argv, const char *version);
void peer_close(peer *p);

double peer_clock(void);
void peer_turn(peer *p); /* of the next solver: its budget begins */
bool peer_has_time(const peer *p);

/* Writes w and prints the line. */
void peer_report(const peer *p, const char *solver, const char *setting, double seconds, const double *w);

/* f and its gradient as C programmers compute them: two calls of dgemv, and libm between. */
double peer_value(peer *p, const double *w, double *grad);

#endif
