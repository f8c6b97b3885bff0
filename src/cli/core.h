/* Which kernels OpenBLAS runs. It decides when it is loaded, by the model of the processor, and on one that
   is newer than itself it takes those for the oldest, several times slower than others that it has. */
#ifndef BN_CLI_CORE_H
#define BN_CLI_CORE_H

/* Starts the program again with OPENBLAS_CORETYPE set to better kernels, if OpenBLAS has taken old ones on a
   processor that can run newer ones and the user has not set that variable, so never twice. Returns
   otherwise, and where the system does not tell where the program lies (Linux does). To be called before
   anything is read or written: arguments, files and directory stay what they are. */
void cli_core_choose(char **argv);

/* "Haswell", say. */
const char *cli_core_name(void);

#endif
