/* Numbers in, numbers out: what theory promises, given mu, L and a step.
   No function here allocates, fails, prints or reads data; all are safe from any thread.

   Letters. f is mu-strongly convex and L-smooth: mu |x-y|^2 <= <x-y, grad f(x) - grad f(y)> <= L |x-y|^2.
   kappa = L/mu. x* is the minimizer; distance = |x - x*|; gap = f(x) - f(x*). step is eta, momentum is beta.
   A plain factor multiplies a distance; a name ending in _sq says that the factor multiplies a squared
   distance. The two are never mixed. Sources: see the comment at each group. */
#ifndef BANACH_THEORY_H
#define BANACH_THEORY_H

#include <banach/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- How far a number can be trusted ------------------------------------------------------- */

/* From the strongest to the weakest; the last one is for hypotheses alone. */
typedef enum bn_proof {
    BN_PROVEN = 0, /* holds in real arithmetic for the stored doubles, every rounding of ours included */
    BN_PROBABLE,   /* holds except with a stated probability */
    BN_MEASURED,   /* an estimate by an algorithm */
    BN_ASSUMED,    /* the caller said so */
    BN_VIOLATED    /* a hypothesis that does not hold */
} bn_proof;

/* "proven", "probable", "measured", "assumed", "violated". */
BN_API const char *bn_proof_name(bn_proof proof);

/* A real number known by lower <= number <= upper, and the best single value for it.
   status is that of the side theory uses: the lower bound of mu, the upper bound of L. */
typedef struct bn_enclosure {
    double value, lower, upper;
    bn_proof status;
    const char *method; /* how it was found, a constant string such as "analytic" or "gram" */
} bn_enclosure;

/* Everything a step size needs to know of an objective. Theory is fed mu.lower and L.upper.
   L_max and L_mean are upper bounds of the largest and the mean smoothness constant of the terms
   f_i of f = mean f_i (0 when f has no terms). */
typedef struct bn_curvature {
    bn_enclosure mu, L;
    double L_max, L_mean;
} bn_curvature;

/* The curvature that a caller vouches for: status assumed, L_max = L_mean = 0. */
BN_API bn_curvature bn_curvature_assume(double mu, double L);

/* True when 0 <= mu <= L, L > 0 and both are finite: every curvature of a smooth convex function.
   mu > L is a contradiction, never a problem to solve. */
BN_API bool bn_curvature_consistent(double mu, double L);

/* One rule for every function below. Arguments without meaning (an inconsistent pair mu, L; a negative
   step; a NaN) give NaN, in every number of a struct. A promise that cannot be made gives HUGE_VAL, or
   a rate that is not below 1. So `if (x < limit)` is false whenever nothing is known. */

/* ---- One step x -> x - step g(x): how much closer? ----------------------------------------- */

/* q_sq = 1 - 2 step mu + step^2 L^2, the factor of the SQUARED distance between any two points, for
   every mu-strongly monotone, L-Lipschitz g, be it a gradient or not; its square root is the factor of
   the distance. A rotation attains it: no smaller factor holds for all such g. Below 1 exactly for
   0 < step < 2 mu/L^2. (Classical; a machine-checked theorem in TorchLean, Optim.GD.) */
BN_API double bn_q_sq(double step, double mu, double L);

/* 1 - q_sq = step (2 mu - step L^2), accurate also where q_sq rounds to 1 and where the two terms
   nearly cancel. The same for the distance: 1 - q = one_minus_q_sq / (1 + sqrt(q_sq)). */
BN_API double bn_one_minus_q_sq(double step, double mu, double L);

/* rho = max(|1 - step mu|, |1 - step L|), the factor of the DISTANCE between any two points when g is the
   gradient of a mu-strongly convex, L-smooth f; a factor of |grad f| too, and rho^2 is one of the gap
   (Taylor, Hendrickx & Glineur 2018). Below 1 exactly for 0 < step < 2/L and mu > 0. rho^2 <= q_sq
   always: a q_sq above 1 does not mean that gradient descent diverges. */
BN_API double bn_rho(double step, double mu, double L);

/* 1 - rho = min(step mu, 2 - step L), without cancellation. */
BN_API double bn_one_minus_rho(double step, double mu, double L);

/* 1 - 2 step mu L/(mu + L), a factor of the SQUARED distance for gradients, 0 <= step <= 2/(mu + L);
   HUGE_VAL for longer steps. At least rho^2, and equal to it at 2/(mu + L) (Nesterov 2004, Theorem
   2.1.15). */
BN_API double bn_cocoercive_sq(double step, double mu, double L);

/* Upper bounds of q_sq and rho in real arithmetic, every rounding included. q_sq falls in mu and grows in
   L, and rho is the largest |1 - step lambda| over [mu, L]: with mu a lower and L an upper bound of the
   true pair the result is certain. 1 or more means "not certified", never "diverges". */
BN_API double bn_q_sq_upper(double step, double mu, double L);
BN_API double bn_rho_upper(double step, double mu, double L);

/* ---- Step sizes ---------------------------------------------------------------------------- */

BN_API double bn_step_safe_monotone(double mu, double L); /* 2 mu/L^2: below it (not at it) q_sq < 1 */
BN_API double bn_step_best_monotone(double mu, double L); /* mu/L^2: least q_sq, 1 - 1/kappa^2 */
BN_API double bn_step_safe_smooth(double L);              /* 2/L: below it (not at it) f decreases */
BN_API double bn_step_optimal(double mu, double L);       /* 2/(mu + L): least rho, (kappa - 1)/(kappa + 1) */

/* min(2/(mu + L), 1.8/L), and 1/L when mu = 0: the step to use. The optimal step sits at the edge of
   stability when mu is small; at 1.8/L the steepest directions still die out, and the promise
   1 - step mu is nearly the same. */
BN_API double bn_step_auto(double mu, double L);

/* The decrease of f that a gradient step is sure to bring, step (1 - step L/2) |g|^2, for any L-smooth f,
   convex or not. Negative beyond 2/L: no decrease is sure. */
BN_API double bn_descent(double step, double L, double grad_norm);

/* Damped Newton for losses whose third derivative is at most the second (logistic): p = H^-1 g,
   c = max_i |x_i'p| >= 0, x+ = x - t p. t = ln(1 + c)/c, and 1 at c = 0. f falls by at least
   gp ((1 + c) ln(1 + c) - c)/c^2, gp = g'p, and gp/2 at c = 0. Both are accurate for every c.
   (Along the ray f'' <= p'Hp e^(cs); t minimizes the integral of that bound.) */
BN_API double bn_newton_damping(double c);
BN_API double bn_newton_decrease(double c, double gp);

/* ---- How many steps, and what rounding leaves ---------------------------------------------- */

/* Smallest whole k with factor^k <= ratio, from one_minus_factor = 1 - factor. ratio is the wanted
   fraction of the starting value: eps/d0 for a factor of the distance, (eps/d0)^2 for one of the squared
   distance. 0 if ratio >= 1; HUGE_VAL if there is no contraction, or if ratio is 0 and factor is not.
   A quotient of logarithms within 4 ulp of a whole number is taken for that number. */
BN_API double bn_iterations_to(double one_minus_factor, double ratio);

/* Distance to x* after k steps when each step adds an error of at most step_error:
   rho^k d0 + step_error (1 - rho^k)/(1 - rho), from one_minus_rho. With k = HUGE_VAL, the radius at which
   runs stall. A gradient off by eps makes a step_error of step eps; for step <= 2/(mu + L) the radius is
   then eps/mu, whatever the step. */
BN_API double bn_inexact_distance(double one_minus_rho, double step_error, double d0, double k);

/* Bound of |computed x+ - ideal x+| for one x+ = x - step g in doubles: step grad_error + u |p| + u |x+|,
   where p is the computed step g, grad_error bounds the error of the computed g, and u = 2^-53; raised by
   2^-40 for the rounding of the norms (good for 4000 coordinates) and of this sum. Not for underflow. */
BN_API double bn_update_error(double step, double grad_error, double move_norm, double point_norm);

/* factor drift + error, rounded up. Folded over a run it bounds the distance between the run in doubles
   and the ideal run from the same point. factor must hold for any two points: rho, or sqrt(q_sq). */
BN_API double bn_drift(double drift, double factor, double error);

/* gamma_k = k u/(1 - k u), u = 2^-53, rounded up: the relative error of a sum of k products in any order
   (Higham 2002, section 3.1). HUGE_VAL if k u >= 1. */
BN_API double bn_gamma(double k);

/* ---- From a gradient to a certificate ------------------------------------------------------ */

/* lower <= quantity <= upper, each end rounded outward. */
typedef struct bn_range {
    double lower, upper;
} bn_range;

/* What the norm of a gradient at x says of |x - x*| and f(x) - f*, for mu-strongly convex, L-smooth f:
   G/L <= distance <= G/mu,   G^2/(2 L) <= gap <= G^2/(2 mu).
   grad_norm is that of the computed gradient, grad_error bounds |computed - true| (0: exact); the lower
   ends use G = grad_norm - grad_error, the upper ends grad_norm + grad_error. mu = 0: the upper ends
   are HUGE_VAL. L = HUGE_VAL, unknown, is allowed here: the lower ends are 0. */
BN_API bn_range bn_distance_bounds(double grad_norm, double grad_error, double mu, double L);
BN_API bn_range bn_gap_bounds(double grad_norm, double grad_error, double mu, double L);

/* (mu/2) distance^2 <= gap <= (L/2) distance^2, read both ways; mu and L as above. From an upper bound of
   the argument only the upper end follows, from a lower bound only the lower. */
BN_API bn_range bn_gap_from_distance(double distance, double mu, double L);
BN_API bn_range bn_distance_from_gap(double gap, double mu, double L);

/* The largest norm of a computed gradient that proves distance <= target, mu target - grad_error, or
   gap <= target, sqrt(2 mu target) - grad_error; rounded down. 0 or less: the gradient is too inexact
   for the target, and no further step will help. */
BN_API double bn_grad_norm_for_distance(double target, double grad_error, double mu);
BN_API double bn_grad_norm_for_gap(double target, double grad_error, double mu);

/* ---- Promises: the rate of a method -------------------------------------------------------- */

/* What the theorem of a method may use. f is the mean of n terms f_i. mu is a lower bound; L, L_max and
   L_mean are upper bounds of the smoothness of f, of the worst f_i and of the average f_i. */
typedef struct bn_facts {
    double mu, L, L_max, L_mean;
    size_t n;       /* terms; 0: f is not a sum, and the stochastic functions give NaN */
    size_t batch;   /* terms per step, 1 to n, drawn without replacement; 0: one */
    bool quadratic; /* f is a quadratic: its Hessian is the same everywhere */
} bn_facts;

/* What a promise is about. */
typedef enum bn_quantity {
    BN_DISTANCE = 0, /* |x - x*| */
    BN_DISTANCE_SQ,  /* |x - x*|^2 */
    BN_GAP,          /* f(x) - f* */
    BN_LYAPUNOV      /* the quantity named in the comment of the method's rate */
} bn_quantity;

/* "distance", "distance_sq", "gap", "lyapunov". */
BN_API const char *bn_quantity_name(bn_quantity quantity);

/* The parameters of a method and what they promise:
       quantity_k <= constant (1 + growth k) rate^k quantity_0 + floor   for every k >= 0.
   A rate that is not below 1 promises nothing. one_minus_rate is 1 - rate without cancellation. floor is
   what the noise of plain stochastic gradients leaves for ever, in the units of the quantity: 0 for all
   other methods, HUGE_VAL when it exists and is not known. */
typedef struct bn_rate {
    double step, momentum;
    bn_quantity quantity;
    double rate, one_minus_rate, constant, growth;
    bool in_expectation; /* on the mean over the random draws: a single run can neither keep nor break it */
    double floor;
} bn_rate;

/* Without the floor: constant (1 + growth k) rate^k, and the smallest whole k from which on that stays at
   or below ratio, HUGE_VAL if there is none. */
BN_API double bn_rate_after(const bn_rate *rate, double k);
BN_API double bn_rate_steps(const bn_rate *rate, double ratio);

/* A constant step. bn_rate_monotone: distance_sq, q_sq, for any g. bn_rate_gd: distance, rho, for
   gradients. bn_rate_pl: gap, 1 - step mu (2 - step L), for L-smooth f with |grad f|^2/2 >= mu gap, which
   need not be convex: least squares of any rank, with mu its least nonzero eigenvalue (Karimi, Nutini &
   Schmidt 2016, Theorem 1). */
BN_API bn_rate bn_rate_monotone(double step, double mu, double L);
BN_API bn_rate bn_rate_gd(double step, double mu, double L);
BN_API bn_rate bn_rate_pl(double step, double mu, double L);

/* Exact line search along the gradient: gap, ((kappa - 1)/(kappa + 1))^2. step is 0, "found by the search"
   (de Klerk, Glineur & Taylor 2017; quadratics: Kantorovich). diag(1, kappa) from (kappa, 1) attains it. */
BN_API bn_rate bn_rate_exact_search(double mu, double L);

/* The next three choose the momentum too. With mu = 0 they promise nothing and fall back to gradient
   descent: step 1/L, momentum 0, rate 1. */

/* Nesterov, constant momentum: x+ = y - step grad f(y), y+ = x+ + momentum (x+ - x), y_0 = x_0, with step
   1/L, momentum (sqrt(kappa) - 1)/(sqrt(kappa) + 1) and rate 1 - 1/sqrt(kappa), for every mu-strongly
   convex, L-smooth f. V = gap(x) + (mu/2) |z - x*|^2, z = y + sqrt(kappa) (y - x), falls by rate at each
   step, and V_0 is at most twice the gap. Hence: gap, constant 2 (d'Aspremont, Scieur & Taylor 2021).
   A mu that is too large breaks it; one too small only slows it. */
BN_API bn_rate bn_rate_nesterov(double mu, double L);

/* The same iteration tuned for QUADRATICS: step 4/(3 L + mu), momentum (s - 2)/(s + 2), rate 1 - 2/s,
   s = sqrt(3 kappa + 1) (Lessard, Recht & Packard 2016, Proposition 1): distance, growth 1 + rate. */
BN_API bn_rate bn_rate_nesterov_quadratic(double mu, double L);

/* Heavy ball, x+ = x - step grad f(x) + momentum (x - x_before), x_before = x at the start, tuned for
   QUADRATICS (Polyak 1964): step 4/(sqrt(L) + sqrt(mu))^2, momentum r^2, rate
   r = (sqrt(kappa) - 1)/(sqrt(kappa) + 1): distance, growth 1 + r. On other functions it may cycle for
   ever: Lessard, Recht & Packard 2016, section 4.6, give one with kappa = 25.
   The growth, here and above: if both roots of z^2 - t z + p are at most r in modulus, then a mode is
   e_k = (U_(k+1) - p U_k) e_0 with |U_k| <= k r^(k-1) and |p| <= r^2. */
BN_API bn_rate bn_rate_heavy_ball_quadratic(double mu, double L);

/* Heavy ball with a theorem for every mu-strongly convex, L-smooth f: 0 <= step <= 1/L, momentum
   sqrt((1 - step mu)(1 - step L)): gap, 1 - step mu (Ghadimi, Feyzmahdavian & Johansson 2015, Theorem 4).
   No faster than gradient descent. From 1/L on the momentum is 0, the method is gradient descent, and so
   is the promise: gap, rho^2. */
BN_API bn_rate bn_rate_heavy_ball(double step, double mu, double L);

/* Convex f, mu = 0: no linear rate, but bounds of the gap after k steps 1/L from a point at distance d0:
   L d0^2/(4 k + 2) for gradient descent (Drori & Teboulle 2014, attained), and, for k >= 1,
   2 L d0^2/(k + 1)^2 for Nesterov's momentum (t - 1)/t+, t_1 = 1, t+ = (1 + sqrt(1 + 4 t^2))/2
   (Beck & Teboulle 2009, Theorem 4.4). */
BN_API double bn_gap_convex_gd(double L, double d0, double k);
BN_API double bn_gap_convex_nesterov(double L, double d0, double k);

/* 2 s^k/(1 + s^(2k)), s = (sqrt(kappa) - 1)/(sqrt(kappa) + 1): on quadratics conjugate gradients reduce
   sqrt(gap) at least by this in k steps, and no method that sees only gradients can promise more. */
BN_API double bn_speed_limit(double mu, double L, double k);

/* 2 e sqrt(kappa): the steps between restarts of Nesterov's convex method that minimize
   (4 kappa/k^2)^(1/k). HUGE_VAL when mu = 0. */
BN_API double bn_restart_interval(double mu, double L);

/* ---- One eigenvector of a quadratic -------------------------------------------------------- */

/* Spectral radius of a step on a mode of curvature lambda: the error of the mode behaves like radius^k,
   at a double root like k radius^k. Any finite lambda, step >= 0, momentum >= 0 (beta below). Over a
   spectrum in [mu, L] the largest is at mu or at L. gd is |1 - step lambda|; the others are the largest
   root in modulus of z^2 - t z + p,
   heavy ball  t = 1 + beta - step lambda,       p = beta,
   nesterov    t = (1 + beta)(1 - step lambda),  p = beta (1 - step lambda).
   At a double root, where roots move with the square root of a change, the rounding of the stored
   momentum already moves them by about 1e-8: compare radii there with a tolerance of 1e-7. */
BN_API double bn_radius_gd(double step, double lambda);
BN_API double bn_radius_heavy_ball(double step, double momentum, double lambda);
BN_API double bn_radius_nesterov(double step, double momentum, double lambda);

/* The curvature at which a mode stops converging; every lambda in between 0 and it converges:
   2/step, 2 (1 + beta)/step, 2 (1 + beta)/((1 + 2 beta) step), for 0 <= beta < 1. HUGE_VAL for step 0.
   Nesterov's limit is below that of gradient descent. */
BN_API double bn_stable_gd(double step);
BN_API double bn_stable_heavy_ball(double step, double momentum);
BN_API double bn_stable_nesterov(double step, double momentum);

/* Steps in one oscillation of a mode under the heavy ball: 2 pi/theta with
   cos(theta) = (1 + beta - step lambda)/(2 sqrt(beta)), for (1 - sqrt(beta))^2 < step lambda <
   (1 + sqrt(beta))^2. HUGE_VAL below, where the mode does not oscillate; 2 above, where it alternates. */
BN_API double bn_period_heavy_ball(double step, double momentum, double lambda);

/* How a mode moves under gradient descent. In a run, <g_k, g_(k-1)> < 0 again and again tells of a mode
   beyond one step. */
typedef enum bn_mode {
    BN_MODE_MONOTONE = 0, /* 0 < step lambda < 1: to 0 from one side */
    BN_MODE_ONE_STEP,     /* 1: to 0 at once */
    BN_MODE_ALTERNATING,  /* in (1, 2): to 0, changing sign at each step */
    BN_MODE_BOUNDED,      /* 0 or 2: neither to 0 nor away */
    BN_MODE_DIVERGENT     /* anything else, arguments without meaning included */
} bn_mode;

/* Decided by the exact product of the two doubles. */
BN_API bn_mode bn_mode_gd(double step, double lambda);

/* "monotone", "one step", "alternating", "bounded", "divergent". */
BN_API const char *bn_mode_name(bn_mode mode);

/* ---- Stochastic gradients ------------------------------------------------------------------ */

/* Batches of b out of n convex terms without replacement; v = (n - b)/(b (n - 1)). Read from the facts:
   L, L_max, n, batch (and mu by the rates). Expected smoothness, n (b - 1)/(b (n - 1)) L + v L_max, from
   L_max at b = 1 down to L at b = n: E |grad f_S(x) - grad f_S(x*)|^2 <= 2 (this) gap(x) (Gower et al.
   2019). Expected residual, v L_max (Sebbouh et al. 2019). n = 1: L and 0. */
BN_API double bn_expected_smoothness(const bn_facts *facts);
BN_API double bn_expected_residual(const bn_facts *facts);

/* 1/(2 (smoothness + 2 residual)): one step for SAGA and loopless SVRG at any batch size; 1/(6 L_max) at
   b = 1, 1/(2 L) at b = n. It needs no mu. */
BN_API double bn_step_unified(const bn_facts *facts);

/* Plain stochastic gradients with a step of at most 1/(2 smoothness), which step 0 takes: distance_sq falls
   by 1 - step mu to a floor of 2 step sigma^2/mu, sigma^2 = E |grad f_S(x*)|^2, unknown here and 0 for b = n
   (Gower et al. 2019, Theorem 3.1). HUGE_VAL for longer steps, of which the theorem says nothing. */
BN_API bn_rate bn_rate_sgd(const bn_facts *facts, double step);

/* SVRG in epochs of m steps, per epoch: gap. The next snapshot is one of the points before these steps, all
   as likely (Johnson & Zhang 2013, Theorem 1), or the mean of those after them (Xiao & Zhang 2014, Theorem
   3.1). With C the expected smoothness, the step below 1/(2 C) and 1/(4 C), the rates are
     1/(mu step (1 - 2 C step) m) + 2 C step/(1 - 2 C step),
     1/(mu step (1 - 4 C step) m) + 4 C step (m + 1)/((1 - 4 C step) m).
   step 0: 0.1/C. HUGE_VAL where nothing holds. */
BN_API bn_rate bn_rate_svrg_random(const bn_facts *facts, double step, double m);
BN_API bn_rate bn_rate_svrg_average(const bn_facts *facts, double step, double m);

/* SAGA and loopless SVRG with the unified step; mu is that of f, not of each term. Let
   s = mean |table_i - grad f_i(x*)|^2, table_i the stored gradient (SAGA) or that at the snapshot (SVRG,
   moved to the point before the step with probability p, 0 < p <= 1). In expectation, as BN_LYAPUNOV,
   SAGA  |x - x*|^2 + (4 v n/b) step^2 s  falls by  max(1 - step mu, 1 - b/(2 n)),
   SVRG  |x - x*|^2 + (4 v/p) step^2 s    falls by  max(1 - step mu, 1 - p/2).
   (Derived for this library after Defazio et al. 2014, Kovalev et al. 2020 and Gower et al. 2019.) */
BN_API bn_rate bn_rate_saga(const bn_facts *facts);
BN_API bn_rate bn_rate_lsvrg(const bn_facts *facts, double p);

/* SAGA by batch size (Gazagnadou, Gower & Salmon 2019): at the step
   1/(4 max(smoothness, residual + mu n/(4 b))) it takes
   max(4 b smoothness/mu, n + 4 ((n - b)/(n - 1)) L_max/mu) gradients of terms, times ln(1/eps); HUGE_VAL
   when mu = 0. bn_batch_saga is the b that makes this least, 1 + mu (n - 1)/(4 L) rounded down, within
   1 to n; it does not read facts->batch, and is 0 for facts without meaning. */
BN_API double bn_step_saga(const bn_facts *facts);
BN_API double bn_work_saga(const bn_facts *facts);
BN_API size_t bn_batch_saga(const bn_facts *facts);

/* The largest b at which loopless SVRG with the unified step and p = b/n needs as few passes as with any: it
   reads 2 b terms per step, so max(2 b/(step mu), 4 n) of them, times ln(1/eps); b/step is linear in b. */
BN_API size_t bn_batch_lsvrg(const bn_facts *facts);

#ifdef __cplusplus
}
#endif
#endif
