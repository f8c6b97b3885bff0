#!/usr/bin/env python3
"""Time to a gap, banach beside other programs: same doubles, same minimum, one judge.

  compare.py [--problems NAME,...] [--only PROGRAM,...] [--rounds N] [--budget S] [--out FILE.jsonl] BUILD

BUILD is the build folder. Each program solves each problem at l2 = 1/n and 1/(100 n), without an intercept, to a
ladder of tolerances, within BUDGET seconds a solver (60). Programs take turns, ROUNDS times (3; once where a round
takes minutes). The gap of every answer, f(w) - min f relative to f(0), is found by bench_judge, whatever its program
thinks of it; a rung of the ladder counts with its median time and its worst gap. The time to a gap is the shortest of
the rungs that have it: of all solvers and tolerances of all other programs the best, chosen afterwards, for the peers.
Prints JSON lines, and a table at the end. A program that is not installed is said to be missing and left out; on
Debian: python3-sklearn liblinear-dev r-cran-glmnet libgsl-dev liblbfgs-dev.
"""
import argparse
import collections
import json
import math
import os
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
            'liblinear': own('liblinear'),
            'glmnet': ['Rscript', os.path.join(HERE, 'glmnet.R')],
            'libLBFGS': own('lbfgs'),
            'GSL': own('gsl')}


def version(command):
    """(version, None) of a program, or (None, why it cannot be run)."""
    try:
        run = subprocess.run(command + ['version'], capture_output=True, text=True)
    except FileNotFoundError:
        ours = os.path.isabs(command[0])
        return None, command[0] + (': not built, its library was not there' if ours else ' is not installed')
    if run.returncode:
        return None, run.stderr.strip().split('\n')[-1]
    return run.stdout.strip(), None


def say(**record):
    line = json.dumps({'bench': 'peers', **record})
    print(line, flush=True)
    if out:
        print(line, file=out, flush=True)


def answers(command, problem):
    """One round of one program: its lines, without those that are none."""
    run = subprocess.run(command + problem, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        say(failed=os.path.basename(command[-1]), problem=problem[0], status=run.returncode)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith('{')]


def judged(judge, problem, files):
    """The gap of each answer; None for what is none."""
    run = subprocess.run([judge] + problem + files, stdout=subprocess.PIPE, text=True, check=True)
    return {line['w']: line['gap'] for line in map(json.loads, run.stdout.splitlines())}


def quartiles(times):
    if len(times) == 1:
        times = times * 2
    return [float(f'{time:.4g}') for time in statistics.quantiles(times, n=4, method='inclusive')]


def worst(gaps):
    return None if None in gaps else max(gaps)


def contest(running, judge, problem, rounds, budget, scratch):
    """{(program, solver): [{setting, seconds, gap, runs}]} of one problem."""
    runs = collections.defaultdict(list)
    for _ in range(rounds):
        folder = tempfile.mkdtemp(dir=scratch)
        for name, command in running.items():
            for line in answers(command, problem + [folder, str(budget)]):
                runs[name, line['solver'], line['setting']].append(line)
    gaps = judged(judge, problem + [scratch, str(budget)], [line['w'] for lines in runs.values() for line in lines])
    curves = collections.defaultdict(list)
    for (name, solver, setting), lines in runs.items():
        curves[name, solver].append({'setting': setting, 'seconds': quartiles([line['seconds'] for line in lines]),
                                     'gap': worst([gaps[line['w']] for line in lines]), 'runs': len(lines)})
    return curves


def time_to(points, gap):
    return min((p['seconds'][1] for p in points if p['gap'] is not None and p['gap'] <= gap), default=None)


def fastest(curves, gap, wanted):
    """(seconds, solver) of the programs that are wanted, or (None, None)."""
    times = [(time_to(points, gap), solver) for (name, solver), points in curves.items() if wanted(name)]
    return min((pair for pair in times if pair[0] is not None), default=(None, None))


def race(curves, gap):
    own, _ = fastest(curves, gap, lambda name: name == 'banach')
    peer, which = fastest(curves, gap, lambda name: name != 'banach')
    return {'gap': gap, 'banach': own, 'peer': peer, 'which': which, 'ratio': peer / own if own and peer else None}


def shown(number):
    return '-' if number is None else f'{number:.3g}'


def table(races):
    """What all problems came to; - is who did not get there."""
    print(f'\nseconds to a gap; the ratio is of the best peer\'s to banach\'s\n'
          f'{"problem":12} {"l2":8} {"gap":6} {"banach":>9} {"best peer":>9}  {"which":28} {"ratio":>6}')
    for r in races:
        print(f'{r["problem"]:12} {r["l2_is"]:8} {r["gap"]:<6.0e} {shown(r["banach"]):>9} {shown(r["peer"]):>9}  '
              f'{r["which"] or "none":28} {shown(r["ratio"]):>6}')
    close = [r for r in races if r['gap'] < 1e-3]
    ratios = [r['ratio'] for r in close if r['ratio']]
    if ratios:
        print(f'geometric mean of the {len(ratios)} ratios at 1e-6 and 1e-9: '
              f'{math.exp(statistics.mean(map(math.log, ratios))):.2f}, the smallest {min(ratios):.2f}; without a ratio: '
              f'{sum(r["banach"] is None for r in close)} where banach did not get there, '
              f'{sum(r["peer"] is None for r in close)} where no peer did')


def main():
    global out
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build')
    parser.add_argument('--problems', default=SMALL, help=f'"all", or names; {SMALL} if not given')
    parser.add_argument('--only', help='programs, if not all')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--budget', type=float, default=60)
    parser.add_argument('--out', help='also append the JSON lines to it')
    parser.add_argument('--keep', help='folder for the tables, so that they are made once')
    asked = parser.parse_args()
    out = open(asked.out, 'a') if asked.out else None
    build = os.path.abspath(asked.build)
    data = os.environ.get('BANACH_DATA')
    if not data:
        sys.exit('BANACH_DATA names no folder of data: nothing to compare on')

    running = {}
    for name, command in programs(build).items():
        if asked.only and name not in asked.only.split(','):
            continue
        what, why = version(command)
        if why:
            say(missing=name, why=why)
        else:
            say(program=name, version=what)
            running[name] = command
    races = []
    with tempfile.TemporaryDirectory() as scratch:
        kept = asked.keep or scratch
        for name, loss, make in problems.problems(data, os.path.join(build, 'src', 'cli', 'banach')):
            if asked.problems != 'all' and name not in asked.problems.split(','):
                continue
            path = os.path.join(kept, name + '.npy')
            why = problems.write(make, path)
            if why:
                say(missing=name, why=why)
                continue
            rows, cols = problems.shape(path)
            for label, l2 in (('1/n', 1 / rows), ('1/(100n)', 0.01 / rows)):
                large = rows * cols > 10 ** 7
                curves = contest(running, os.path.join(build, 'bench', 'bench_judge'), [path, loss, repr(l2)],
                                 1 if large else asked.rounds, asked.budget, scratch)
                for (who, solver), points in curves.items():
                    say(problem=name, loss=loss, rows=rows, cols=cols - 1, l2=l2, l2_is=label, program=who, solver=solver,
                        points=points)
                for gap in GAPS:
                    races.append({'problem': name, 'l2_is': label, **race(curves, gap)})
                    say(**races[-1])
    table(races)


out = None
if __name__ == '__main__':
    main()
