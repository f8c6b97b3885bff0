"""The dense problems of the comparison, as NPY tables (features, then the target) that every program reads.

Real sets come from the folder $BANACH_DATA; what is missing there is said and left out. Columns are standardized
here ("std"), outside every timing, so that all programs see the same doubles. Nothing is downloaded.
"""
import gzip
import os
import subprocess
import tempfile

import numpy


def csv(path, labels=float):
    rows = [line.strip().split(',') for line in (gzip.open if path.endswith('.gz') else open)(path, 'rt')]
    rows = [row for row in rows if row != ['']]
    return numpy.array([[float(word) for word in row[:-1]] + [labels(row[-1])] for row in rows])


def blanks(path):
    """Words between blanks, the target first."""
    table = numpy.array([[float(word) for word in line.split()] for line in open(path) if line.strip()])
    return numpy.column_stack([table[:, 1:], table[:, 0]])


def libsvm(path, cols):
    rows = [line.split() for line in open(path)]
    table = numpy.zeros((len(rows), cols + 1))
    for i, row in enumerate(rows):
        table[i, -1] = float(row[0])
        for word in row[1:]:
            j, value = word.split(':')
            table[i, int(j) - 1] = float(value)
    return table


def mnist(folder):
    def idx(name, offset):
        return numpy.frombuffer(gzip.open(os.path.join(folder, name)).read(), numpy.uint8, offset=offset)
    pixels = idx('train-images-idx3-ubyte.gz', 16).reshape(60000, 784) / 255
    digits = idx('train-labels-idx1-ubyte.gz', 8)
    return numpy.column_stack([pixels, numpy.where(digits % 2, -1.0, 1.0)])


def generated(banach, rows, cols, kappa):
    def make():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'made.npy')
            subprocess.run([banach, 'generate', 'logistic', '--rows', str(rows), '--cols', str(cols), '--kappa', kappa,
                            '--noise', '1', '--seed', '1', '--out', path], check=True)
            return numpy.load(path)
    return make


def standardized(table):
    features = table[:, :-1]
    spread = features.std(axis=0)
    table[:, :-1] = (features - features.mean(axis=0)) / numpy.where(spread > 0, spread, 1)
    return table


def problems(data, banach):
    """(name, loss, the function that makes the table)."""
    at = lambda *words: os.path.join(data, *words)
    return [
        ('covtype', 'logistic', lambda: standardized(libsvm(at('derived', 'covtype20k.binary.libsvm'), 54))),
        ('magic04', 'logistic', lambda: standardized(csv(at('binary_csv', 'magic04.data'),
                                                         lambda word: 1 if word == 'g' else -1))),
        ('a9a', 'logistic', lambda: libsvm(at('libsvm', 'a9a'), 123)),
        ('madelon', 'logistic', lambda: standardized(csv(at('derived', 'madelon2600.csv.gz')))),
        ('100000x200', 'logistic', generated(banach, 100000, 200, '1e4')),
        ('2000x2000', 'logistic', generated(banach, 2000, 2000, '1e6')),
        ('mnist', 'logistic', lambda: mnist(at('multiclass'))),
        ('cadata', 'squared', lambda: standardized(libsvm(at('derived', 'cadata.libsvm'), 8))),
        ('protein', 'squared', lambda: standardized(blanks(at('regression', 'protein-tertiary-structure.txt')))),
    ]


def write(make, path):
    """Makes the file, whole or not at all; None, or why it could not be made."""
    if os.path.exists(path):
        return None
    try:
        table = numpy.ascontiguousarray(make())
        with open(path + '.part', 'wb') as out:
            numpy.save(out, table)
        os.replace(path + '.part', path)
    except (OSError, subprocess.CalledProcessError) as error:
        return str(error)
    return None


def shape(path):
    return numpy.load(path, mmap_mode='r').shape
