#!/usr/bin/env python3
"""Time to a gap, banach beside other programs: same doubles, same minimum, one judge.

  compare.py [--problems NAME,...] [--only PROGRAM,...] [--rounds N] [--budget S] [--out FILE.jsonl] BUILD

BUILD is the build folder. Each program solves each problem at l2 = 1/n and 1/(100 n), without an intercept, to a
ladder of tolerances, within BUDGET seconds a solver (60). Programs take turns, ROUNDS times (3; once where a round
takes minutes). The gap of every answer, f(w) - min f relative to f(0), is found by bench_judge; the time to a gap is the
shortest of those answers that have it. Prints JSON lines, and a table at the end. A program that is not installed is
said to be missing and left out; on Debian: python3-sklearn liblinear-tools r-cran-glmnet libgsl-dev liblbfgs-dev.
"""
import argparse
import collections
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

try:
    import problems
except ModuleNotFoundError as error:
    sys.exit(f'{error}: on Debian, apt-get install python3-numpy, and run this with /usr/bin/python3')

HERE = os.path.dirname(os.path.abspath(__file__))
GAPS = (1e-3, 1e-6, 1e-9)
SMALL = 'covtype,magic04,a9a,cadata'


def programs(build):
    """What is called for each program of the comparison."""
    own = lambda name: [os.path.join(build, 'bench', 'bench_' + name)]
    return {'banach': own('banach'),
            'scikit-learn': [sys.executable, os.path.join(HERE, 'scikit_learn.py')],
            'liblinear': [sys.executable, os.path.join(HERE, 'liblinear.py')],
            'glmnet': ['Rscript', os.path.join(HERE, 'glmnet.R')],
            'libLBFGS': own('lbfgs'),
            'GSL': own('gsl')}


def missing(command, name):
    """Why a program cannot be run, or None."""
    if not (os.path.exists(command[0]) or shutil.which(command[0])):
        return command[0] + ' is not there'
    if name == 'scikit-learn' and subprocess.run([command[0], '-c', 'import sklearn'], capture_output=True).returncode:
        return 'this Python has no sklearn'
    if name == 'liblinear' and not shutil.which('liblinear-train'):
        return 'liblinear-train is not there'
    if name == 'glmnet' and subprocess.run(['Rscript', '-e', 'library(glmnet)'], capture_output=True).returncode:
        return 'R has no glmnet'
    return None


def say(**record):
    line = json.dumps(record)
    print(line, flush=True)
    if out:
        print(line, file=out, flush=True)


def answers(command, problem):
    """One round of one program: its lines, without those that are none."""
    run = subprocess.run(command + problem, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        say(bench='peers', failed=os.path.basename(command[-1]), problem=problem[0], status=run.returncode)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith('{')]


def judged(judge, problem, files):
    """The gap of each answer; None for what is none."""
    run = subprocess.run([judge] + problem + files, stdout=subprocess.PIPE, text=True, check=True)
    return {line['w']: line['gap'] for line in map(json.loads, run.stdout.splitlines())}


def quartiles(times):
    if len(times) == 1:
        times = times * 2
    return [float(f'{time:.4g}') for time in statistics.quantiles(times, n=4, method='inclusive')]


def contest(running, judge, problem, rounds, budget):
    """{solver: [{setting, seconds, gap}]} of one problem."""
    times, files = collections.defaultdict(list), {}
    for _ in range(rounds):
        for name, command in running.items():
            for line in answers(command, problem + [str(budget)]):
                key = name, line['solver'], line['setting']
                times[key].append(line['seconds'])
                files[key] = line['w']
    gaps = judged(judge, problem + [str(budget)], list(files.values()))
    curves = collections.defaultdict(list)
    for key, taken in times.items():
        curves[key[:2]].append({'setting': key[2], 'seconds': quartiles(taken), 'gap': gaps[files[key]]})
    return curves


def time_to(points, gap):
    return min((p['seconds'][1] for p in points if p['gap'] is not None and p['gap'] <= gap), default=math.inf)


def shown(seconds):
    return f'{seconds:.3g}' if seconds < math.inf else '-'


def table(results):
    print(f'\n{"problem":12} {"l2":8} {"gap":6} {"banach":>9} {"best peer":>9}  {"which":28} {"ratio":>6}')
    ratios = []
    for (name, l2), curves in results.items():
        for gap in GAPS:
            own = min((time_to(p, gap) for (who, _), p in curves.items() if who == 'banach'), default=math.inf)
            best, which = min(((time_to(p, gap), solver) for (who, solver), p in curves.items() if who != 'banach'),
                              default=(math.inf, 'none'))
            ratio = best / own if own < math.inf else 0
            print(f'{name:12} {l2:8} {gap:<6.0e} {shown(own):>9} {shown(best):>9}  {which:28} {ratio:6.2f}')
            if gap < 1e-3 and 0 < ratio < math.inf:
                ratios.append(ratio)
    if ratios:
        print(f'geometric mean of the ratios at 1e-6 and 1e-9: {math.exp(statistics.mean(map(math.log, ratios))):.2f}')


def main():
    global out
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build')
    parser.add_argument('--problems', default=SMALL, help=f'"all", or names; {SMALL} if not given')
    parser.add_argument('--only', help='programs, if not all')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--budget', type=float, default=60)
    parser.add_argument('--out', help='also write the JSON lines there')
    parser.add_argument('--keep', help='folder for the tables, so that they are made once')
    asked = parser.parse_args()
    out = open(asked.out, 'a') if asked.out else None
    build = os.path.abspath(asked.build)
    data = os.environ.get('BANACH_DATA')
    if not data:
        sys.exit('BANACH_DATA names no folder of data: nothing to compare on')

    running = {}
    for name, command in programs(build).items():
        why = missing(command, name)
        if why:
            say(bench='peers', missing=name, why=why)
        elif not asked.only or name in asked.only.split(','):
            running[name] = command
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        kept = asked.keep or scratch
        for name, loss, make in problems.problems(data, os.path.join(build, 'src', 'cli', 'banach')):
            if asked.problems != 'all' and name not in asked.problems.split(','):
                continue
            path = os.path.join(kept, name + '.npy')
            why = problems.write(make, path)
            if why:
                say(bench='peers', missing=name, why=why)
                continue
            rows, cols = problems.shape(path)
            for label, l2 in (('1/n', 1 / rows), ('1/(100n)', 0.01 / rows)):
                folder = tempfile.mkdtemp(dir=scratch)
                large = rows * cols > 10 ** 7
                curves = contest(running, os.path.join(build, 'bench', 'bench_judge'), [path, loss, repr(l2), folder],
                                 1 if large else asked.rounds, asked.budget)
                results[name, label] = curves
                for (who, solver), points in curves.items():
                    say(bench='peers', problem=name, loss=loss, rows=rows, cols=cols - 1, l2=l2, l2_is=label,
                        program=who, solver=solver, threads=os.cpu_count(), points=points)
    table(results)


out = None
if __name__ == '__main__':
    main()
