/* Advice: what stands between a table and a fit that is fast and can be trusted, found before any fit.

   bn_advise looks at a table through an objective: columns that say nothing new, rows that are steep, whether
   the two classes can be told apart, and what mu, L and the promised passes become when the columns are
   measured in other units. What is worth a change is a remark; remarks are sorted, what gains most first.

   Numbers are about the doubles that the objective holds, standardized ones if the dataset is. Rows of weight
   0 do not count. Columns are counted from 0; number cols stands for the intercept. Beyond BN_ADVICE_DENSE
   unknowns nothing of d x d numbers is formed for an advice, and what would need it is not known. */
#ifndef BANACH_ADVICE_H
#define BANACH_ADVICE_H

#include <banach/solver.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Unknowns beyond which no matrix of d x d numbers is formed. */
#define BN_ADVICE_DENSE ((size_t)1024)

/* ---- Columns ------------------------------------------------------------------------------- */

/* One column of a combination, and its coefficient. */
typedef struct bn_term {
    size_t column; /* from 0; cols: the intercept */
    double coef;   /* in the units that the objective holds */
} bn_term;

/* Terms of a combination that are told. */
#define BN_MAX_TERMS 4

/* column = sum of coef_k column_k, but for a part of relative size residual: relative to the norm of the
   column, with an intercept to its standard deviation. */
typedef struct bn_dependence {
    size_t column;              /* the one that says nothing new, from 0 */
    size_t terms;               /* of the sum. 0: the column is zero. There may be more than are told here: */
    bn_term term[BN_MAX_TERMS]; /* the heaviest first, by coef times size of the column; the intercept last */
    double residual;            /* 0 if status is proven */
    bn_proof status;            /* proven: exactly so in the doubles. measured: up to rounding */
} bn_dependence;

/* How many columns of [X 1], or of A, say something of their own. Each is scaled to norm 1 first, which
   decides rank whatever the units; singular values are relative to the largest. */
typedef struct bn_rank {
    bool known;       /* false, and all else 0: beyond BN_ADVICE_DENSE unknowns, or LAPACK gave up */
    size_t rank;      /* singular values above tolerance */
    double kept;      /* the least of these */
    double dropped;   /* the greatest of the others, 0 without */
    double tolerance; /* what rounding alone can make of a singular value that is 0 */
    bool clear;       /* a gap decides: kept >= 1000 max(dropped, tolerance) */
} bn_rank;

/* ---- Rows and classes ---------------------------------------------------------------------- */

/* A row whose term of f has a steep gradient. One that is much steeper than the others is often a mistake in
   the table, and it alone decides the step of methods that draw rows uniformly. */
typedef struct bn_steep_row {
    size_t row;    /* from 0 */
    double L_i;    /* grad f_i is L_i-Lipschitz, the penalty included; the largest of all rows is L_max */
    size_t column; /* that contributes most to it */
    double share;  /* of L_i, by that column: in [0, 1] */
} bn_steep_row;

/* Steep rows that are told. */
#define BN_MAX_STEEP 5

/* A column that by itself has one class below a number and the other above it. */
typedef struct bn_split {
    size_t column;    /* from 0 */
    double at;        /* 0 without an intercept */
    int above, below; /* +1 or -1, the class of all rows there; 0: there are none */
    bool clean;       /* no row is at it: the column gives the class away */
} bn_split;

/* Splits that are told. */
#define BN_MAX_SPLITS 4

/* Can a plane tell the two classes apart? Then no minimizer exists without a penalty. */
typedef enum bn_separation {
    BN_SEPARATION_NONE = 0, /* there are no two classes */
    BN_SEPARATED,           /* every row is strictly on its side */
    BN_WEAKLY_SEPARATED,    /* some rows are, and all others lie on the plane */
    BN_OVERLAPPING,         /* no: a minimizer exists */
    BN_SEPARATION_OPEN      /* nothing was proven with the work that was allowed */
} bn_separation;

/* "none", "separated", "weakly separated", "overlapping", "open". */
BN_API const char *bn_separation_name(bn_separation separation);

/* ---- Other units --------------------------------------------------------------------------- */

/* In what the columns are measured. */
typedef enum bn_units {
    BN_UNITS_FILE = 0, /* as the file has it; taken back from a standardized dataset, up to rounding */
    BN_UNITS_STANDARD, /* (x - mean)/sd */
    BN_UNITS_EQUAL,    /* x/(root mean square); D A D with a diagonal of ones for a quadratic */
    BN_UNITS_FEWER,    /* as the objective has it, without the columns in dependence */
    BN_UNITS_COUNT
} bn_units;

/* "file", "standardized", "equilibrated", "fewer_columns". */
BN_API const char *bn_units_name(bn_units units);

/* The same loss, l2 and intercept over the table in these units: l2 acts on the coefficients there. */
typedef struct bn_prospect {
    bool known;              /* false: nothing to learn, or numbers out of range */
    bn_curvature everywhere; /* from bn_curvature_bound, or by products alone where a matrix is too large */
    bn_curvature origin;     /* at 0, where everywhere has no mu and a matrix may be formed; else the same */
    const double *passes;    /* for each of bn_methods(), until its promise proves gap <= tol times the first;
                                HUGE_VAL: no promise, NaN: the method refuses */
    const bn_method *best;   /* that promises fewest, the direct solution aside; NULL: none promises */
    double best_passes;      /* HUGE_VAL without */
} bn_prospect;

/* ---- Remarks ------------------------------------------------------------------------------- */

/* What a remark is about. */
typedef enum bn_topic {
    BN_TOPIC_CONVEXITY = 0, /* a quadratic with a negative eigenvalue */
    BN_TOPIC_SEPARATION,    /* a plane tells the classes apart, wholly or in part */
    BN_TOPIC_UNITS,         /* standardized, or for a quadratic equilibrated, kappa is much smaller */
    BN_TOPIC_COLUMNS,       /* columns depend on others */
    BN_TOPIC_INTERCEPT,     /* there is no intercept, and nothing can stand in for it */
    BN_TOPIC_ROWS,          /* a row is much steeper than the average */
    BN_TOPIC_CLASSES,       /* one class is rare */
    BN_TOPIC_CORRELATION,   /* a column nearly depends on others */
    BN_TOPIC_COUNT
} bn_topic;

/* "convexity", "separation", "units", "columns", "intercept", "rows", "classes", "correlation". */
BN_API const char *bn_topic_name(bn_topic topic);

/* What is worth a change, and what the change gains. */
typedef struct bn_remark {
    bn_topic topic;  /* what it is about */
    bn_proof status; /* of gain and of what it says */
    double gain;     /* so many times fewer passes does the best method promise after the change; 1: none.
                    HUGE_VAL: before it there is no minimizer, or no promise. Where nothing is promised either
                    way, the gain of the root of kappa at the origin, and status is measured */
} bn_remark;

/* ---- All of it ----------------------------------------------------------------------------- */

/* Immutable; every pointer lives as long as the advice. */
typedef struct bn_advice {
    size_t cols;                     /* d */
    const bn_column *column;         /* d, in the units that f holds; NULL for a quadratic */
    size_t dependent;                /* how many of the next */
    const bn_dependence *dependence; /* columns that are constant (0, or with an intercept any), or
                                        multiples of others, or combinations, where the rank is known */
    bn_rank rank;                    /* of [X 1], or of A */
    bn_dependence nearest; /* the column that the others explain best, if the rank is full and there is an
                              intercept or the columns are standardized; terms 0: not known. residual is
                              1/sqrt(VIF), its variance inflation factor */

    size_t steep;                        /* how many of the next; 0 for a quadratic */
    bn_steep_row steepest[BN_MAX_STEEP]; /* by L_i, descending */

    size_t class_rows[2];  /* of the negative and the positive class; 0 without classes */
    double class_share[2]; /* of all weight */
    size_t splits;         /* columns that tell the classes apart alone; there may be more than are told */
    bn_split split[BN_MAX_SPLITS]; /* the first of them, clean ones first */
    bn_separation separation;      /* by a plane of all columns */
    bn_proof separation_status;    /* measured for an overlap without columns that depend up to rounding */
    const double *direction;       /* dim numbers: normal to the plane, when there is one */

    bn_units units;                       /* that f is in: file or standardized */
    bn_prospect prospect[BN_UNITS_COUNT]; /* by bn_units */
    bn_range equal_condition; /* lambda_max/lambda_min of X'X, or A, in equal units without penalty; upper
                                 HUGE_VAL: perhaps singular, lower 0: not known. No scaling of the columns has
                                 less than lower/dim (van der Sluis 1969, Theorem 4.1; Higham 2002, Corollary
                                 7.6) */
    double tol;               /* that promised passes are counted to */
    size_t remarks;           /* at most one of each topic */
    bn_remark remark[BN_TOPIC_COUNT]; /* by gain, descending */
} bn_advice;

/* Zero means the default written beside the field; a NULL pointer to the whole means all defaults. */
typedef struct bn_advice_options {
    double tol;                    /* that promised passes are counted to; 0: 1e-8 */
    const bn_curvature *curvature; /* of f, from bn_curvature_bound; NULL: computed */
} bn_advice_options;

/* Takes a few passes over the data, copies of it in other units, one at a time, and the curvature of each.
   BN_UNSUPPORTED for functions of yours. Release with bn_advice_free. */
BN_API bn_status bn_advise(bn_advice **out, bn_objective *f, const bn_advice_options *options, bn_error *err);

/* With all that it points to. NULL is welcome. */
BN_API void bn_advice_free(bn_advice *advice);

#ifdef __cplusplus
}
#endif
#endif
