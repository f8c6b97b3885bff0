#!/usr/bin/env python3
"""The benchmarks' JSON lines as one page that needs no network: page.py PAGE.html FILE...

Lines of FILE that are no JSON are passed over.

Curves of gap against time for each problem and a table of races (records of peers/compare.py), bars of each kernel against
the limit of the machine (records of the subjects, whose first case is the limit or the plain way).
"""
import html
import json
import math
import sys

# Hues that stay apart for the colour-blind; banach is the thick dark line.
# After the last one they start again, dashed.
COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c564b', '#7f7f7f', '#bcbd22', '#17becf']
OWN = ('#111111', 'none')
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 0 0 .3rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(30rem, 1fr)); gap: 1.5rem; }
svg { width: 100%; height: auto; background: #fafafa; border: 1px solid #ddd; }
svg text { font-size: 11px; fill: #333; }
table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: right; }
td:first-child, th:first-child, td.word, th.word { text-align: left; } tr:nth-child(even) { background: #f4f4f4; }
.key { font-size: 12px; margin: .3rem 0; } .key span { white-space: nowrap; margin-right: .9rem; }
p.note { color: #555; max-width: 50rem; }
"""


def records(paths):
    for path in paths:
        for line in open(path):
            if line.startswith('{'):
                yield json.loads(line)


def escape(text):
    return html.escape(str(text))


def decades(low, high):
    return range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)


class Axes:
    """Two logarithmic axes in a frame."""
    WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 560, 320, 52, 36, 10

    def __init__(self, xs, ys):
        self.x, self.y = decades(min(xs), max(xs)), decades(min(ys), max(ys))

    def at(self, x, y):
        across = (math.log10(x) - self.x[0]) / max(self.x[-1] - self.x[0], 1)
        up = (math.log10(y) - self.y[0]) / max(self.y[-1] - self.y[0], 1)
        return (self.LEFT + across * (self.WIDTH - self.LEFT - 12),
                self.HEIGHT - self.BOTTOM - up * (self.HEIGHT - self.BOTTOM - self.TOP))

    def drawn(self):
        right, top = self.at(10.0 ** self.x[-1], 10.0 ** self.y[-1])
        left, bottom = self.at(10.0 ** self.x[0], 10.0 ** self.y[0])
        for k in self.x:
            x, _ = self.at(10.0 ** k, 10.0 ** self.y[0])
            yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="#e3e3e3"/>'
            yield f'<text x="{x:.1f}" y="{bottom + 15:.1f}" text-anchor="middle">{10.0 ** k:g}</text>'
        for k in self.y:
            _, y = self.at(10.0 ** self.x[0], 10.0 ** k)
            yield f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e3e3e3"/>'
            if k % 3 == 0:
                yield f'<text x="{left - 5:.1f}" y="{y + 4:.1f}" text-anchor="end">1e{k}</text>'
        yield f'<text x="{(left + right) / 2:.1f}" y="{bottom + 31:.1f}" text-anchor="middle">seconds</text>'


FLOOR = 1e-14  # of f(0): rounding of f; a gap below is drawn here


def reached(points):
    """(seconds, gap) along the ladder, each better than all faster ones."""
    best = []
    for point in sorted((p for p in points if p['gap'] is not None), key=lambda p: p['seconds'][1]):
        gap = max(point['gap'], FLOOR)
        if not best or gap < best[-1][1]:
            best.append((max(point['seconds'][1], 1e-6), gap))
    return best


def chart(curves, colours):
    lines = {solver: reached(points) for solver, points in curves}
    every = [point for line in lines.values() for point in line]
    if not every:
        return '<p>no answer</p>'
    axes = Axes([x for x, _ in every], [y for _, y in every])
    parts = list(axes.drawn())
    for solver, line in lines.items():
        path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in (axes.at(*point) for point in line))
        (colour, dash), width = colours[solver], 3 if colours[solver] == OWN else 1.6
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
                     f'stroke-dasharray="{dash}"/>')
        for x, y in (axes.at(*point) for point in line):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{width + .6}" fill="{colour}"><title>{escape(solver)}</title>'
                         '</circle>')
    return f'<svg viewBox="0 0 {Axes.WIDTH} {Axes.HEIGHT}" role="img">{"".join(parts)}</svg>'


def key(colours):
    swatch = ('<svg viewBox="0 0 26 8" style="width:26px;border:0;background:none"><line x2="26" y1="4" y2="4" '
              'stroke="{}" stroke-width="3" stroke-dasharray="{}"/></svg>')
    return '<p class="key">' + ' '.join(f'<span>{swatch.format(*colour)} {escape(solver)}</span>'
                                        for solver, colour in colours.items()) + '</p>'


def palette(peers):
    solvers = sorted({(r['program'] != 'banach', r['solver']) for r in peers})
    own = [s for other, s in solvers if not other]
    rest = [s for other, s in solvers if other]
    turn = lambda k: (COLOURS[k % len(COLOURS)], '5 3' if k >= len(COLOURS) else 'none')
    return {**{s: OWN for s in own}, **{s: turn(k) for k, s in enumerate(rest)}}


def contests(peers):
    problems = {}
    for r in peers:
        problems.setdefault((r['problem'], r['l2_is'], r['rows'], r['cols'], r['loss']), []).append(r)
    colours = palette(peers)
    yield '<h2>Gap against time</h2>'
    yield ('<p class="note">f(w) &minus; min f, relative to f(0), of every answer, found by one judge. Each point is a '
           f'complete solve from data in memory to an answer, the median of its runs and their worst gap; gaps under '
           f'{FLOOR:g} are drawn there.</p>')
    yield key(colours) + '<div class="grid">'
    for (name, l2, rows, cols, loss), found in problems.items():
        yield (f'<div><h3>{escape(name)} &middot; {rows} &times; {cols} &middot; {escape(loss)} &middot; l2 = '
               f'{escape(l2)}</h3>' + chart([(r['solver'], r['points']) for r in found], colours) + '</div>')
    yield '</div>'


def table(races):
    yield '<h2>Seconds to a gap</h2>'
    yield ('<p class="note">The ratio is of the best peer\'s time to banach\'s; the best one of all solvers and tolerances of '
           'all other programs is chosen afterwards. A dash is who did not get there.</p><table>')
    head = ('problem', 'l2', 'gap', 'banach', 'best peer', 'which', 'ratio')
    yield '<tr>' + ''.join(f'<th class="word">{word}</th>' if word == 'which' else f'<th>{word}</th>' for word in head) + '</tr>'
    for r in races:
        times = [f'<td>{shown(r[key])}</td>' for key in ('banach', 'peer')]
        yield (f'<tr><td>{escape(r["problem"])}</td><td>{escape(r["l2_is"])}</td><td>{r["gap"]:g}</td>{"".join(times)}'
               f'<td class="word">{escape(r["which"] or "none")}</td><td>{shown(r["ratio"])}</td></tr>')
    yield '</table>'


def shown(number):
    return '-' if number is None else f'{number:.3g}'


def bars(cases):
    yield '<h2>Kernels against their limit</h2>'
    yield ('<p class="note">Time of the first case of each group over the time of the case, medians of interleaved runs: '
           'a bar that reaches the line is as fast as the limit, or as the plain way, that the group starts with.</p>')
    groups = {}
    for r in cases:
        groups.setdefault((r['bench'], r['problem']), []).append(r)
    yield '<div class="grid">'
    for (subject, problem), found in groups.items():
        longest = max(max(r['ratio'] for r in found), 1)
        height = 24 * len(found) + 8
        parts = []
        for k, r in enumerate(found):
            y, width = 6 + 24 * k, 300 * r['ratio'] / longest
            parts.append(f'<text x="150" y="{y + 13}" text-anchor="end">{escape(r["case"])}</text>'
                         f'<rect x="158" y="{y}" width="{width:.1f}" height="18" fill="{"#999" if k == 0 else "#0072b2"}"/>'
                         f'<text x="{163 + width:.1f}" y="{y + 13}">{r["ratio"]:.2f}</text>')
        limit = 158 + 300 / longest
        parts.append(f'<line x1="{limit:.1f}" x2="{limit:.1f}" y1="0" y2="{height}" stroke="#111" stroke-dasharray="3 3"/>')
        yield (f'<div><h3>{escape(subject)}: {escape(problem)}</h3><svg viewBox="0 0 520 {height}" role="img">'
               + ''.join(parts) + '</svg></div>')
    yield '</div>'


def machine(records_):
    for r in records_:
        if r.get('bench') == 'machine':
            return ', '.join(f'{escape(k)} {escape(v)}' for k, v in r.items() if k != 'bench')
    return ''


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    found = list(records(sys.argv[2:]))
    peers = [r for r in found if r.get('bench') == 'peers' and 'points' in r]
    cases = [r for r in found if 'ratio' in r and 'case' in r]
    races = [r for r in found if 'which' in r]
    absent = [r for r in found if 'missing' in r]
    page = ['<!doctype html><html lang="en"><meta charset="utf-8"><title>banach: benchmarks</title>'
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style><h1>banach: benchmarks</h1>',
            f'<p class="note">{machine(found)}</p>']
    page += [f'<p class="note">Missing: {escape(r["missing"])}: {escape(r["why"])}.</p>' for r in absent]
    page += [f'<p class="note">{escape(r["program"])} {escape(r["version"])}.</p>' for r in found if 'version' in r]
    page += [*contests(peers)] if peers else []
    page += [*table(races)] if races else []
    page += [*bars(cases)] if cases else []
    with open(sys.argv[1], 'w') as out:
        out.write('\n'.join(page) + '\n')
    print(f'{len(peers)} curves and {len(cases)} timings are in {sys.argv[1]}')


if __name__ == '__main__':
    main()
