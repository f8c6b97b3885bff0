"""liblinear's own program by the rules of the comparison (peer.h): DATA.npy LOSS L2 FOLDER BUDGET.

It reads a text file, which takes longer than many a solve: a run that stops at its first look is measured apart and
taken off, and solves of less than a tenth of that time, which cannot be told from it, are left out. Its objective is C times the sum of losses plus |w|^2/2; the squared loss there is twice ours."""
import json
import os
import subprocess
import sys
import time

import numpy

path, loss, l2, folder, budget = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], float(sys.argv[5])
table = numpy.load(path)
rows, model = path + '.libsvm', os.path.join(folder, 'liblinear.model')
C = 1 / (len(table) * l2)
solvers = {'logistic': {'liblinear-0': ['-s', '0', '-c', repr(C)], 'liblinear-7': ['-s', '7', '-c', repr(C)]},
           'squared': {'liblinear-11': ['-s', '11', '-p', '0', '-c', repr(C / 2)]}}[loss]

if not os.path.exists(rows):
    with open(rows, 'w') as out:
        for row in table:
            where = row[:-1].nonzero()[0]
            out.write(' '.join([repr(row[-1])] + [f'{j + 1}:{row[j]!r}' for j in where]) + '\n')


def run(options):
    began = time.perf_counter()
    subprocess.run(['liblinear-train', '-q', *options, rows, model], check=True)
    return time.perf_counter() - began


def answer():
    """The weights, for the class +1."""
    lines = open(model).read().split('\n')
    start = lines.index('w')
    w = numpy.zeros(table.shape[1] - 1)
    found = [float(line) for line in lines[start + 1:] if line.strip()]
    w[:len(found)] = found[:len(w)]
    labels = [line for line in lines[:start] if line.startswith('label')]
    return -w if labels and float(labels[0].split()[1]) < 0 else w


for name, options in solvers.items():
    load = min(run(options + ['-e', '1e30']) for _ in range(3))
    used = 0
    for tol in [10.0 ** -k for k in range(1, 11)]:
        seconds = run(options + ['-e', repr(tol)])
        used += seconds
        if seconds < 1.1 * load:
            continue
        where = os.path.join(folder, f'{name} e {tol:.0e}.txt')
        numpy.savetxt(where, answer(), fmt='%.17g')
        print(json.dumps({'solver': name, 'setting': f'e {tol:.0e}', 'seconds': seconds - load, 'load': load,
                          'w': where}), flush=True)
        if used > budget:
            break
