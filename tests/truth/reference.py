#!/usr/bin/python3
"""Truth-finder behind the suite: the optima of the problems in data/, to far more digits than a double holds.

    python3 tests/truth/reference.py > tests/data/references.json     half a minute
    python3 tests/truth/reference.py --table                          the same as rows for data/README.md

Plain Python, standard library only, and nothing of banach: every decimal of a file is rounded once, to the
nearest double, and from there on all arithmetic is decimal with DIGITS digits. Newton's method runs until the
gradient is below 1e-60 of its start; eigenvalues are found by Jacobi rotations of the whole Hessian.
"""
import json
import os
import sys
from decimal import Decimal as D, getcontext

DIGITS = 110
getcontext().prec = DIGITS
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'data')

#        file               loss       l2     standardize intercept
CASES = [('breast_cancer', 'logistic', 1e-3, True, False),
         ('breast_cancer', 'logistic', 1e-3, True, True),
         ('breast_cancer', 'logistic', 1e-2, True, False),
         ('breast_cancer', 'logistic', 1e-2, False, True),
         ('diabetes', 'squared', 1e-2, True, True),
         ('diabetes', 'squared', 1e-2, False, True),
         ('diabetes', 'squared', 0.0, False, True),
         ('iris_pair', 'logistic', 1e-2, False, False),
         ('iris_pair', 'logistic', 1e-2, False, True),
         ('iris_pair', 'logistic', 1e-3, True, True),
         ('iris', 'softmax', 1e-2, False, True),
         ('longley', 'squared', 1e-2, True, True),
         ('longley', 'squared', 0.0, False, True),
         ('norris', 'squared', 0.0, False, True),
         ('filip', 'squared', 0.0, False, True)]


def load(path):
    """Rows and targets of a CSV file with a header and the target last; words become class numbers."""
    rows = [line.split(',') for line in open(path).read().split('\n')[1:] if line]
    targets = [row[-1] for row in rows]
    try:
        y = [D(float(t)) for t in targets]
    except ValueError:
        y = [D(sorted(set(targets)).index(t)) for t in targets]
    return [[D(float(cell)) for cell in row[:-1]] for row in rows], y


def standardized(X):
    """(x - mean) / population sd, a constant column becomes zeros; nothing is rounded to a double."""
    n, columns = len(X), []
    for column in zip(*X):
        mean = sum(column) / n
        sd = (sum((v - mean) ** 2 for v in column) / n).sqrt()
        columns.append([(v - mean) / sd if min(column) != max(column) else D(0) for v in column])
    return [list(row) for row in zip(*columns)]


def solve(A, b):
    """A x = b for a positive definite A, by elimination; b may be a list of right-hand sides."""
    n, M = len(A), [list(A[i]) + list(b[i]) for i in range(len(A))]
    for c in range(n):
        for r in range(c + 1, n):
            factor = M[r][c] / M[c][c]
            if factor:
                M[r] = [p - factor * q for p, q in zip(M[r], M[c])]
    for c in reversed(range(n)):
        M[c] = [v / M[c][c] for v in M[c]]
        for r in range(c):
            factor = M[r][c]
            M[r] = [p - factor * q for p, q in zip(M[r], M[c])]
    return [row[n:] for row in M]


def eigenvalues(A):
    """All eigenvalues of a symmetric matrix, ascending: cyclic Jacobi until the off-diagonal is rounding."""
    A, n = [list(row) for row in A], len(A)
    tiny = D(10) ** (20 - DIGITS) * max(abs(v) for row in A for v in row)
    while max((abs(A[i][j]) for i in range(n) for j in range(i)), default=D(0)) > tiny:
        for p in range(n):
            for q in range(p + 1, n):
                if abs(A[p][q]) <= tiny / n:
                    continue
                theta = (A[q][q] - A[p][p]) / (2 * A[p][q])
                t = (D(1) if theta >= 0 else D(-1)) / (abs(theta) + (theta * theta + 1).sqrt())
                c = 1 / (t * t + 1).sqrt()
                s = t * c
                for k in range(n):
                    A[k][p], A[k][q] = c * A[k][p] - s * A[k][q], s * A[k][p] + c * A[k][q]
                A[p], A[q] = ([c * u - s * v for u, v in zip(A[p], A[q])],
                              [s * u + c * v for u, v in zip(A[p], A[q])])
    return sorted(A[i][i] for i in range(n))


def weighted_gram(X, weights):
    """sum_i weights_i x_i x_i'"""
    d = len(X[0])
    G = [[D(0)] * d for _ in range(d)]
    for row, weight in zip(X, weights):
        for i in range(d):
            u = weight * row[i]
            for j in range(i + 1):
                G[i][j] += u * row[j]
    for i in range(d):
        for j in range(i):
            G[j][i] = G[i][j]
    return G


class Glm:
    """f(w) = (1/n) sum phi(x_i'w, y_i) + (l2/2) |w without intercept|^2; the intercept is a last column of ones.
    Softmax has K such vectors, one after the other."""

    def __init__(self, X, y, loss, l2, intercept):
        self.X = [row + [D(1)] for row in X] if intercept else X
        self.y, self.loss, self.n, self.p = y, loss, len(X), len(self.X[0])
        self.K = int(max(y)) + 1 if loss == 'softmax' else 1
        self.ridge = ([l2] * len(X[0]) + [D(0)] * intercept) * self.K
        self.fixed = self.p * self.K - 1 if loss == 'softmax' and intercept else None

    def margins(self, w):
        return [[sum(a * b for a, b in zip(row, w[k * self.p:(k + 1) * self.p])) for k in range(self.K)]
                for row in self.X]

    def terms(self, z, y):
        """phi, and its first and second derivative in the margins."""
        if self.loss == 'squared':
            r = z[0] - y
            return r * r / 2, [r], [[D(1)]]
        if self.loss == 'logistic':
            t = z[0] if y else -z[0]
            a = (-abs(t)).exp()
            wrong = (a if t >= 0 else D(1)) / (1 + a)
            return max(-t, D(0)) + (1 + a).ln(), [-wrong if y else wrong], [[a / (1 + a) ** 2]]
        top = max(z)
        e = [(v - top).exp() for v in z]
        p = [v / sum(e) for v in e]
        return (top + sum(e).ln() - z[int(y)], [v - (k == y) for k, v in enumerate(p)],
                [[p[k] * ((k == j) - p[j]) for j in range(self.K)] for k in range(self.K)])

    def evaluate(self, w, hessian=True):
        parts = [self.terms(z, y) for z, y in zip(self.margins(w), self.y)]
        n, p, K = self.n, self.p, self.K
        f = sum(part[0] for part in parts) / n + sum(r * v * v for r, v in zip(self.ridge, w)) / 2
        if not hessian:
            return f
        g = [r * v for r, v in zip(self.ridge, w)]
        for row, part in zip(self.X, parts):
            for k in range(K):
                for j in range(p):
                    g[k * p + j] += part[1][k] * row[j] / n
        H = [[D(0)] * (p * K) for _ in range(p * K)]
        for k in range(K):
            for m in range(k + 1):
                G = weighted_gram(self.X, [part[2][k][m] / n for part in parts])
                for i in range(p):
                    for j in range(p):
                        H[k * p + i][m * p + j] = H[m * p + j][k * p + i] = G[i][j]
        for i in range(p * K):
            H[i][i] += self.ridge[i]
        return f, g, H

    def minimize(self):
        """Newton's method; halving the step while f does not fall. Softmax: the last intercept stays 0 on the
        way (only differences matter), and the intercepts are shifted to sum 0 at the end."""
        w, first = [D(0)] * (self.p * self.K), None
        while True:
            f, g, H = self.evaluate(w)
            size = max(abs(v) for v in g)
            first = first or size
            if size <= first * D('1e-60'):
                break
            free = [i for i in range(len(w)) if i != self.fixed]
            move = solve([[H[i][j] for j in free] for i in free], [[g[i]] for i in free])
            step = D(1)
            while True:
                trial = list(w)
                for i, m in zip(free, move):
                    trial[i] -= step * m[0]
                if self.evaluate(trial, hessian=False) <= f or step < D('1e-6'):
                    break
                step /= 2
            w = trial
        if self.fixed is not None:
            last = range(self.p - 1, len(w), self.p)
            mean = sum(w[i] for i in last) / self.K
            for i in last:
                w[i] -= mean
        return w, f, H

    def bounding_L(self):
        """Largest eigenvalue of sup(phi'') X'X/n + penalty: no Hessian of f exceeds it anywhere."""
        sup = {'squared': D(1), 'logistic': D('0.25'), 'softmax': D('0.5')}[self.loss]
        G = weighted_gram(self.X, [sup / self.n] * self.n)
        for i in range(self.p):
            G[i][i] += self.ridge[i]
        return eigenvalues(G)[-1]


def reference(name, loss, l2, standardize, intercept):
    X, y = load(os.path.join(DATA, name + '.csv'))
    problem = Glm(standardized(X) if standardize else X, y, loss, D(l2), intercept)
    w, f, H = problem.minimize()
    spectrum = eigenvalues(H)[1 if problem.fixed is not None else 0:]
    free, K, p = len(X[0]), problem.K, problem.p
    coef = [w[k * p + j] for k in range(K) for j in range(free)]
    b = [w[k * p + free] for k in range(K)] if intercept else []
    case = {'file': name + '.csv', 'loss': loss, 'l2': l2, 'standardize': standardize, 'intercept': intercept,
            'n': len(X), 'd': free, 'f': f, 'w_norm': sum(v * v for v in coef).sqrt(),
            'mu': spectrum[0], 'L': spectrum[-1], 'L_global': problem.bounding_L(), 'w': coef, 'b': b}
    if loss == 'squared' and not l2:   # the statistics of an ordinary regression, in the order w, b
        n, identity = len(X), [[D(i == j) for j in range(p)] for i in range(p)]
        variance = 2 * n * f / (n - p)
        inverse = solve([[n * v for v in row] for row in H], identity)
        case['residual_sd'] = variance.sqrt()
        case['se'] = [(variance * inverse[i][i]).sqrt() for i in range(p)]
    return case


def plain(value):
    """A decimal as the JSON number with 17 significant digits, the rest as it is."""
    if isinstance(value, D):
        return float('%.16e' % value) if value else 0.0
    return [plain(v) for v in value] if isinstance(value, list) else value


def row(case):
    """A row of the table in data/README.md, 12 significant digits."""
    cells = ['%.11e' % case[key] for key in ('f', 'w_norm', 'mu', 'L', 'L_global')]
    return '| %s | %s | %g | %s | %s | %s |' % (
        case['file'][:-4], case['loss'], case['l2'], 'yes' if case['standardize'] else 'no',
        'yes' if case['intercept'] else 'no', ' | '.join(cells))


if __name__ == '__main__':
    results = [reference(*case) for case in CASES]
    if sys.argv[1:] == ['--table']:
        print('\n'.join(row(case) for case in results))
    else:
        lines = [json.dumps({key: plain(value) for key, value in case.items()}) for case in results]
        print('[\n' + ',\n'.join(lines) + '\n]')
