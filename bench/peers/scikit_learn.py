"""scikit-learn by the rules of the comparison (peer.h): DATA.npy LOSS L2 FOLDER BUDGET."""
import json
import os
import sys
import time
import warnings

import numpy
from sklearn.linear_model import LogisticRegression, Ridge

warnings.filterwarnings('ignore')  # of ConvergenceWarning: the judge decides
path, loss, l2, folder, budget = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], float(sys.argv[5])
table = numpy.load(path)
X, y = numpy.ascontiguousarray(table[:, :-1]), table[:, -1].copy()
del table


def logistic(solver, tol):
    return LogisticRegression(C=1 / (len(y) * l2), fit_intercept=False, solver=solver, tol=tol, max_iter=10000)


def ridge(solver, tol):
    return Ridge(alpha=len(y) * l2, fit_intercept=False, solver=solver, tol=tol, max_iter=10000)


def run(solver, make, tols):
    """One tolerance after the other, as long as the solver's share of the budget lasts."""
    used = 0
    for tol in tols:
        model = make(solver, tol)
        began = time.perf_counter()
        model.fit(X, y)
        seconds = time.perf_counter() - began
        used += seconds
        answer = os.path.join(folder, f'sklearn-{solver} tol {tol:.0e}.txt')
        numpy.savetxt(answer, model.coef_.ravel(), fmt='%.17g')
        print(json.dumps({'solver': 'sklearn-' + solver, 'setting': f'tol {tol:.0e}', 'seconds': seconds, 'w': answer}),
              flush=True)
        if used > budget:
            break


ladder = [10.0 ** -k for k in range(1, 13)]
if loss == 'logistic':
    for name in ('newton-cholesky', 'lbfgs', 'newton-cg', 'liblinear', 'saga'):
        run(name, logistic, ladder)
else:
    for name in ('cholesky', 'svd'):
        run(name, ridge, [1e-4])
    for name in ('lsqr', 'sparse_cg', 'saga'):
        run(name, ridge, ladder)
