#!/usr/bin/env python3
"""Exact solutions of small least-squares problems, for tests/linalg/lsq.c: python3 lsq.py > ../linalg/lsq_truth.h

Every problem is made of doubles by formulas that the test repeats, and solved in rational arithmetic:
    minimize  sum s_i (x_i'w + b - y_i)^2 + S l2 |w|^2,    of all minimizers the one of least |w|."""
from fractions import Fraction as F


class Draw:
    """A 24-bit number in [-8, 8) per call."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return ((self.state >> 40) - 2**23) / 2**20


def entries(kind, n, d):
    """X, y and s, all doubles: keep in step with make() in lsq.c."""
    draw, X, y, s = Draw(n * 100 + d), [], [], []
    for i in range(n):
        if kind == 'hilbert':
            row = [1 / (i + j + 1) for j in range(d)]
        elif kind == 'powers':
            row = [-3 - 6 * i / n]
            while len(row) < d:
                row.append(row[-1] * row[0])
        else:
            row = [draw() for j in range(d)]
        if kind == 'offset':
            row = [x + 2**27 * (j + 1) for j, x in enumerate(row)]
        if kind == 'sizes':
            row = [x * 2.0**(40 * (j % 3) - 40) for j, x in enumerate(row)]
        if kind == 'dependent':
            row[d - 1] = row[0] + 2 * row[1]
            row[d - 2] = row[0]
        if kind == 'repeated' and i >= n - 2:
            row = list(X[i - n + 2])
        X.append(row)
        y.append(draw())
        s.append(0.0 if i == 1 else abs(draw()) + 0.125)
    return X, y, s


def reduced(M, width):
    """Row echelon form of M by its first width columns, and its pivots."""
    pivots, r = [], 0
    for c in range(width):
        p = next((k for k in range(r, len(M)) if M[k][c] != 0), None)
        if p is None:
            continue
        M[r], M[p] = M[p], M[r]
        inverse = 1 / M[r][c]
        M[r] = [x * inverse for x in M[r]]
        for k in range(len(M)):
            if k != r and M[k][c] != 0:
                factor = M[k][c]
                M[k] = [x - factor * y for x, y in zip(M[k], M[r])]
        pivots.append(c)
        r += 1
    return M, pivots


def solve(X, y, s, l2, intercept):
    """min |w|^2 subject to the normal equations N z = g: [P N; N 0] (z, m) = (0, g), P = diag(1, .., 1, 0)."""
    A = [[F(x) for x in row] + [F(1)] * intercept for row in X]
    s, y, d, k = [F(x) for x in s], [F(x) for x in y], len(X[0]), len(A[0])
    N = [[sum(si * row[a] * row[b] for si, row in zip(s, A)) for b in range(k)] for a in range(k)]
    for j in range(d):
        N[j][j] += sum(s) * F(l2)
    g = [sum(si * row[a] * yi for si, row, yi in zip(s, A, y)) for a in range(k)]
    rank = len(reduced([list(row) for row in N], k)[1])
    P = [[F(int(a == b and a < d)) for b in range(k)] for a in range(k)]
    M = [P[a] + N[a] + [F(0)] for a in range(k)] + [N[a] + [F(0)] * k + [g[a]] for a in range(k)]
    M, pivots = reduced(M, 2 * k)
    z = [F(0)] * (2 * k)
    for r, c in enumerate(pivots):
        z[c] = M[r][-1]
    z = z[:k]
    assert all(sum(N[a][b] * z[b] for b in range(k)) == g[a] for a in range(k))
    return z, rank


PROBLEMS = [  # kind, rows, columns, weighted, intercept, l2
    ('plain', 9, 3, False, False, 0.0), ('plain', 9, 3, True, True, 0.0), ('hilbert', 12, 7, False, False, 0.0),
    ('powers', 24, 10, False, True, 0.0), ('offset', 12, 3, True, True, 0.0), ('sizes', 10, 5, False, True, 0.0),
    ('plain', 12, 4, True, True, 0.1), ('hilbert', 12, 7, False, True, 1e-9), ('sizes', 10, 5, True, False, 1e-3),
    ('dependent', 10, 5, True, True, 1e-12), ('plain', 5, 11, True, True, 1e-3), ('plain', 5, 11, False, True, 1e-200),
    ('plain', 4, 9, True, False, 0.0), ('plain', 5, 9, False, True, 0.0), ('sizes', 4, 7, False, False, 1e-2),
    ('plain', 6, 6, False, True, 0.0), ('dependent', 10, 5, True, True, 0.0), ('dependent', 10, 5, False, False, 0.0),
    ('repeated', 6, 9, False, True, 0.0), ('repeated', 6, 9, False, False, 1e-6),
]


def main():
    print('/* Made by tests/truth/lsq.py. z = (w, b), each number as hi + lo. */')
    print('static const truth truths[] = {')
    for kind, n, d, weighted, intercept, l2 in PROBLEMS:
        X, y, s = entries(kind, n, d)
        z, rank = solve(X, y, s if weighted else [1.0] * n, l2, intercept)
        flag = ['false', 'true']
        print(f'    {{ "{kind}", {n}, {d}, {flag[weighted]}, {flag[intercept]}, {l2!r}, {rank},')
        print('      {')
        for q in z:
            hi = float(q)
            print(f'          {{ {hi.hex()}, {float(q - F(hi)).hex()} }},')
        print('      } },')
    print('};')


main()
