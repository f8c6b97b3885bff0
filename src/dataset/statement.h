/* What a certificate file states, and the data that it states it of. <banach/verify.h> has the format. */
#ifndef BN_DATASET_STATEMENT_H
#define BN_DATASET_STATEMENT_H

#include <banach/dataset.h>

#define BN_STATEMENT_FORMAT "banach certificate 1"
#define BN_STATEMENT_LARGEST 2048 /* unknowns up to which claims may rest on the Hessian */

enum {
    BN_CLAIM_VALUE_LOWER,
    BN_CLAIM_VALUE_UPPER,
    BN_CLAIM_GRAD_NORM,
    BN_CLAIM_MU,
    BN_CLAIM_L,
    BN_CLAIM_GAP,
    BN_CLAIM_DISTANCE,
    BN_CLAIMS
};

/* The keys of claims in the file, in this order; NULL after the last. */
extern const char *const bn_claim_names[];

/* What the reader was told, as words: for header, missing and index base, in the order of their enumerations;
   NULL after the last. */
extern const char *const bn_header_words[], *const bn_missing_words[], *const bn_index_base_words[];

typedef struct bn_statement {
    bn_dataset *data; /* read as the file says, standardized and rounded; doubles */
    bool has_file;    /* does it state a digest of a file, */
    bool same_file;   /* and has the file that was read this digest? */
    bool same_data;   /* are rows, cols, weights, class names and all numbers those that are stated? */
    char loss[16];
    double l2;
    bool intercept;
    double *x;               /* the point: cols numbers, and the intercept; NULL unless same_data */
    double claim[BN_CLAIMS]; /* NaN: not claimed */
} bn_statement;

/* Reads the certificate and the data, from data_path or (NULL) from where the certificate says that they are.
   Whatever is in the file may have been written by anyone. Release with bn_statement_free. */
bn_status bn_statement_load(bn_statement *out, const char *path, const char *data_path, bn_error *err);
void bn_statement_free(bn_statement *statement);

/* Is it what this loss asks of data: two classes, numbers as targets, or for "quadratic" the table [A b] as
   it is, A symmetric? */
bool bn_dataset_suits(const bn_dataset *data, const char *loss);

#endif
