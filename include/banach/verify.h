/* The stranger who checks: what a certificate file claims, proved again from the data and the point alone, in
   interval arithmetic of 256 bits, sharing no numerical code with what made the claims. Nothing here includes
   an objective, a curvature or a solver: a certificate can be checked without believing any of them.

   A certificate file is one JSON object. Doubles stand as exact hexadecimal text, "0x3p-2" for 0.75 (C and
   Python read it), marked x below.

     format         "banach certificate 1"
     producer       who wrote it; not checked
     data           path            as it was opened, or null
                    sha256          of the file's bytes, or null
                    numbers_sha256  of rows and cols (64-bit integers), then row by row of the cols features
                                    that f is made of (standardized, if they are), the target, and the weight
                                    if rows carry one; all least significant byte first. A target of words
                                    counts as the number of its class, from 0, in the order of bytes
                    rows, cols, weighted
                    read_as         format, target, weights, header, missing, index_base: what the reader was
                                    told, null for its default (<banach/dataset.h>)
     preprocessing  null, or one or both of: means and scales, cols x each: a feature is
                    fl(fl(v - mean)/scale), v being what the reader says (where v - mean overflows:
                    fl(fl(v/2 - mean/2)/(scale/2))); rounded "float32": it is the float next to that
     objective      loss "squared", "logistic" or "quadratic"; l2 x; intercept; positive and negative, the
                    classes behind +1 (the larger target) and -1, or null; f as in <banach/objective.h>
     point          x for each unknown, the intercept last
     claims         each { bound x, decimal (the same double for people), rule }. Of f at the point:
                    value_lower <= f, value_upper >= f, grad_norm >= |grad f|, gap >= f - min f,
                    distance >= |point - minimizer|; and everywhere mu <= mu of f, L >= L of f

   Rules name how a number was found. The checker finds its own way, so no further evidence is in the file:
     mu, L          the Hessian (for logistic loss its bound, 1/4 in place of phi'') is rebuilt, and
                    Hessian - mu I or L I - Hessian factored: the claim itself is the shift
     gap, distance  the best of |grad|^2/(2 mu); Fenchel duality, where l2 > 0; Newton's decrement in the
                    Hessian at the point, for logistic loss also in its least over a set that must hold
                    a minimizer (<banach/certificate.h>): so one is proved to exist
   Beyond 2048 unknowns L is not claimed, and of mu only l2; where they outnumber the rows, L is not. */
#ifndef BANACH_VERIFY_H
#define BANACH_VERIFY_H

#include <banach/dataset.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a claim. */
typedef enum bn_finding {
    BN_NOT_PROVED = 0, /* neither the claim nor its contrary */
    BN_PROVED,         /* it holds */
    BN_FALSE           /* the contrary is proved */
} bn_finding;

/* A claim, and what was found. */
typedef struct bn_check {
    const char *claim;  /* "file" (its sha256), "data" (all else about the data), or a key of claims */
    bn_finding finding; /* of a bare point: about found */
    double claimed;     /* NaN: not a number, or nothing is claimed of a bare point */
    double found;     /* the best bound that was proved here, rounded outward; NaN: none, or not looked for */
    const char *rule; /* by which found was had; NULL: none */
} bn_check;

/* Room for those of one certificate. */
#define BN_MAX_CHECKS 9

/* Plain data; nothing to free. */
typedef struct bn_verification {
    bn_check checks[BN_MAX_CHECKS];
    size_t count; /* of checks */
    bool holds;   /* every claim is proved */
} bn_verification;

/* Zero means the default written beside the field; a NULL pointer to the whole means all defaults. */
typedef struct bn_verify_options {
    const char *data; /* the file that the certificate is about; NULL: the path in it */
    unsigned bits;    /* of every number in the checker's arithmetic, 192 to 65536; 0: 256 */
    unsigned threads; /* at most 256; 0: as many as OpenMP would take. Never changes a finding */
} bn_verify_options;

/* Checks a certificate file. That a claim fails is no failure of the call: look at out->holds. BN_BAD_FORMAT
   for a file that is no certificate, or data that its loss does not take; BN_BAD_ARGUMENT for bits. */
BN_API bn_status bn_verify(bn_verification *out, const char *certificate, const bn_verify_options *options,
                           bn_error *err);

/* A point from any program: is it a minimizer? Everything is borrowed for the call. */
typedef struct bn_question {
    const bn_dataset *data;
    const char *loss; /* "squared", "logistic", "quadratic" */
    double l2;        /* as in <banach/objective.h>, and so are the others */
    bool intercept;
    const double *x; /* cols numbers, and the intercept */
} bn_question;

/* Proves the best bounds it can. holds: a bound on f - min f was had. */
BN_API bn_status bn_verify_point(bn_verification *out, const bn_question *question,
                                 const bn_verify_options *options, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
