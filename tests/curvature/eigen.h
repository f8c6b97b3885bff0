/* Eigenvalues to compare with: Jacobi's method in quad precision. */
#ifndef TESTS_CURVATURE_EIGEN_H
#define TESTS_CURVATURE_EIGEN_H

#include <stdlib.h>

#include "objective/problem.h"

/* Annihilates A[p][q] and A[q][p] by a rotation of rows and columns p and q. */
static inline void eigen_rotate(size_t d, quad *A, size_t p, size_t q)
{
    const quad apq = A[p * d + q];
    if (apq == 0)
        return;
    const quad tau = (A[q * d + q] - A[p * d + p]) / (2 * apq);
    const quad t = (tau < 0 ? -1 : 1) / (quad_abs(tau) + quad_sqrt(1 + tau * tau)),
               c = 1 / quad_sqrt(1 + t * t), s = t * c;
    A[p * d + p] -= t * apq;
    A[q * d + q] += t * apq;
    A[p * d + q] = A[q * d + p] = 0;
    for (size_t k = 0; k < d; k++) {
        if (k == p || k == q)
            continue;
        const quad kp = A[k * d + p], kq = A[k * d + q];
        A[p * d + k] = A[k * d + p] = c * kp - s * kq;
        A[q * d + k] = A[k * d + q] = s * kp + c * kq;
    }
}

static inline int eigen_order(const void *a, const void *b)
{
    const quad x = *(const quad *)a, y = *(const quad *)b;
    return (x > y) - (x < y);
}

/* All eigenvalues of the symmetric A (d x d, overwritten), ascending, with absolute errors near 1e-32 |A|. */
static inline void eigen_values(size_t d, quad *A, quad *values)
{
    for (int sweep = 0; sweep < 60; sweep++) {
        quad off = 0, all = 0;
        for (size_t p = 0; p < d; p++)
            for (size_t q = 0; q < d; q++) {
                all += A[p * d + q] * A[p * d + q];
                off += p == q ? 0 : A[p * d + q] * A[p * d + q];
            }
        if (off <= all * 1e-64)
            break;
        for (size_t p = 0; p < d; p++)
            for (size_t q = p + 1; q < d; q++)
                eigen_rotate(d, A, p, q);
    }
    for (size_t j = 0; j < d; j++)
        values[j] = A[j * d + j];
    qsort(values, d, sizeof *values, eigen_order);
}

/* The matrix behind the global bounds, X'DX/S + l2 with D = s sup phi'', or with x the Hessian there; its
   eigenvalues ascending. */
static inline void eigen_of_problem(const problem *p, const double *x, quad *values)
{
    const size_t d = p->dim;
    quad *H = malloc(d * d * sizeof *H), *grad = malloc(d * sizeof *grad), total = 0;
    if (x) {
        truth_at(p, x, grad, H);
    } else {
        for (size_t k = 0; k < d * d; k++)
            H[k] = 0;
        for (size_t i = 0; i < p->n; i++) {
            const quad s = (p->s ? p->s[i] : 1) * (p->logistic ? 0.25 : 1);
            total += p->s ? p->s[i] : 1;
            for (size_t j = 0; j < d; j++)
                for (size_t k = 0; k < d; k++)
                    H[j * d + k] +=
                        s * (j < p->d ? p->X[i * p->d + j] : 1) * (k < p->d ? p->X[i * p->d + k] : 1);
        }
        for (size_t j = 0; j < d; j++)
            for (size_t k = 0; k < d; k++)
                H[j * d + k] = H[j * d + k] / total + (j == k && j < p->d ? p->l2 : 0);
    }
    eigen_values(d, H, values);
    free(H);
    free(grad);
}

#endif
