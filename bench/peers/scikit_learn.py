"""scikit-learn by the rules of the comparison (peer.h): DATA.npy LOSS L2 FOLDER BUDGET."""
import json
import os
import sys
import time
import warnings

import numpy
import sklearn
import threadpoolctl
from sklearn.linear_model import LogisticRegression, Ridge

if sys.argv[1:] == ['version']:
    blas = [f'{pool["internal_api"]} {pool["version"]} {pool["architecture"]}, {pool["num_threads"]} threads'
            for pool in threadpoolctl.threadpool_info() if pool['user_api'] == 'blas']
    print(', '.join([sklearn.__version__] + blas))
    sys.exit()

warnings.filterwarnings('ignore')  # of ConvergenceWarning: the judge decides
path, loss, l2, folder, budget = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], float(sys.argv[5])
table = numpy.load(path)
X, y = numpy.ascontiguousarray(table[:, :-1]), table[:, -1].copy()
del table
few = slice(None, None, len(y) // 500 + 1)


def logistic(solver, tol):
    return LogisticRegression(C=1 / (len(y) * l2), fit_intercept=False, solver=solver, tol=tol, max_iter=10000,
                              random_state=0)


def ridge(solver, tol):
    return Ridge(alpha=len(y) * l2, fit_intercept=False, solver=solver, tol=tol, max_iter=10000, random_state=0)


def run(solver, make, tols):
    """One tolerance after the other, as long as the solver's share of the budget lasts; what Python does only once is
    done before, on a few rows."""
    make(solver, 1e-1).fit(X[few], y[few])
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


# What tol is held against is, in scikit-learn 1.2, the gradient of the sum of losses for lbfgs and newton-cg, that of their
# mean for newton-cholesky, something relative for the others.
ladder = [10.0 ** -k for k in range(13)]
of_the_sum = [len(y) * tol for tol in ladder]
if loss == 'logistic':
    for name in ('newton-cholesky', 'lbfgs', 'newton-cg', 'liblinear', 'saga'):
        run(name, logistic, of_the_sum if name in ('lbfgs', 'newton-cg') else ladder)
else:
    for name in ('cholesky', 'svd'):
        run(name, ridge, [1e-4])
    for name in ('lsqr', 'sparse_cg', 'saga'):
        run(name, ridge, ladder)
