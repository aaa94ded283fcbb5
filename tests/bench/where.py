#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""where.py --rows FILE [--top N] KERNEL=DIR...: whose the instructions of a row are.

DIR is a lane of bench.sh: `where` as tools/where.c leaves it; guest-*.log with the
names of its spans, in the same order; dom0.syms and xen.syms as dom0 shows them;
kernel.map, the guest's symbols. Prints, for one operation, the instructions of each
place, and the functions with the most of them.
"""
import argparse
import bisect
import collections
import os

XEN = (0xffff82d000000000, 0xffff830000000000)
KERNEL = 1 << 63
PLACES = ('guest user', 'guest kernel', 'guest Xen', 'dom0 Xen', 'dom0 kernel', 'dom0 user')


class Symbols:
    """Functions by address"""

    def __init__(self, path):
        found = {}
        if os.path.exists(path):
            with open(path, encoding='utf-8', errors='replace') as lines:
                for words in map(str.split, lines):
                    if len(words) >= 3 and words[1] in 'tTwW':
                        found.setdefault(int(words[0], 16), words[2])
        self.starts = sorted(found)
        self.names = [found[a] for a in self.starts]

    def name(self, address):
        i = bisect.bisect_right(self.starts, address) - 1
        return self.names[i] if i >= 0 else f'{address:x}'


def place_of(who, address):
    side = 'guest' if who == 1 else 'dom0'
    if address < KERNEL:
        return f'{side} user'
    return f'{side} Xen' if XEN[0] <= address < XEN[1] else f'{side} kernel'


def spans_of(path):
    """Each span's instructions, by (place, address)"""
    spans = []
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('SPAN'):
                spans.append(collections.Counter())
                continue
            who, address, count = line.split()
            address = int(address, 16)
            spans[-1][place_of(int(who), address), address] += int(count)
    return spans


def names_of(lane):
    """Names of the spans in their order, and operations of each row"""
    names, ops = [], {}
    for guest in ('boot', 'smp', 'queues', 'pair', 'up', 'dom0'):
        path = os.path.join(lane, f'guest-{guest}.log')
        if not os.path.exists(path):
            continue
        with open(path, encoding='utf-8', errors='replace') as lines:
            for words in map(str.split, lines):
                if words[:1] == ['SPAN']:
                    names.append(words[1])
                elif words[:1] == ['ROW']:
                    ops[words[1]] = int(words[2])
    return names, ops


class Lane:
    """What one kernel's run found: counts[row][place, function] of one operation"""

    def __init__(self, path):
        names, ops = names_of(path)
        spans = spans_of(os.path.join(path, 'where'))
        if len(spans) != len(names):
            raise SystemExit(f'where.py: {len(spans)} spans, {len(names)} names: {path}')
        tables = {'guest kernel': 'kernel.map', 'dom0 kernel': 'dom0.syms',
                  'guest Xen': 'xen.syms', 'dom0 Xen': 'xen.syms'}
        symbols = {p: Symbols(os.path.join(path, f)) for p, f in tables.items()}
        self.counts = {}
        for row, span in zip(names, spans):
            into = self.counts.setdefault(row, collections.Counter())
            for (place, address), count in span.items():
                name = symbols[place].name(address) if place in symbols else 'all'
                into[place, name] += count / ops.get(row, 1)

    def places(self, row):
        sums = collections.Counter()
        for (place, _), count in self.counts[row].items():
            sums[place] += count
        return sums


def report(lanes, rows, top):
    head = f'{"row":22}{"kernel":10}' + ''.join(f'{p:>14}' for p in (*PLACES, 'all'))
    yield head
    for row in rows:
        for kernel, lane in lanes.items():
            if row in lane.counts:
                sums = lane.places(row)
                cells = [sums[p] for p in PLACES]
                yield f'{row:22}{kernel:10}' + ''.join(f'{c:14,.0f}' for c in (*cells, sum(cells)))
    for row in rows:
        for place in PLACES[1:-1]:
            for kernel, lane in lanes.items():
                found = [(c, n) for (p, n), c in lane.counts.get(row, {}).items() if p == place]
                if found:
                    yield f'\n{row}: {place}, {kernel}'
                    for count, name in sorted(found, reverse=True)[:top]:
                        yield f'{count:12,.1f}  {name}'


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--rows', required=True)
    arguments.add_argument('--top', type=int, default=25)
    arguments.add_argument('lanes', nargs='+')
    given = arguments.parse_args()
    lanes = {k: Lane(path) for k, path in (lane.split('=', 1) for lane in given.lanes)}
    print('\n'.join(report(lanes, given.rows.split(), given.top)))


if __name__ == '__main__':
    main()
