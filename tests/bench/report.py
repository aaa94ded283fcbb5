#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py --out DIR --rows "NAME..." FILE...: what make bench found.

FILE is KERNEL.run or KERNEL.trace, as bench.sh keeps them. Prints the report
and writes report.txt, report.json and chart.svg to DIR.
"""
import argparse
import json
import os
import sys

import chart

HERE = os.path.dirname(os.path.abspath(__file__))
KERNELS = ('native', 'mainline', 'ours')
CALLS = {
    0: 'set_trap_table', 1: 'mmu_update', 2: 'set_gdt', 3: 'stack_switch', 4: 'set_callbacks',
    5: 'fpu_taskswitch', 8: 'set_debugreg', 9: 'get_debugreg', 10: 'update_descriptor',
    12: 'memory_op', 13: 'multicall', 14: 'update_va_mapping', 15: 'set_timer_op',
    17: 'xen_version', 18: 'console_io', 20: 'grant_table_op', 21: 'vm_assist', 23: 'iret',
    24: 'vcpu_op', 25: 'set_segment_base', 26: 'mmuext_op', 29: 'sched_op',
    32: 'event_channel_op', 33: 'physdev_op', 40: 'xenpmu_op',
}
IDLE = '32767'


class Figures:
    """What was measured: ticks[kernel][row] per operation, counts[kernel][row][key]."""

    def __init__(self, files):
        self.ticks, self.raw, self.counts, self.ops, self.boot = {}, {}, {}, {}, {}
        for path in files:
            kernel, kind = os.path.basename(path).split('.')
            with open(path, encoding='utf-8') as lines:
                for line in lines:
                    self.take(kernel, kind, line.split())

    def take(self, kernel, kind, words):
        if words[0] == 'ROW' and kind == 'run':
            row, ops, ticks = words[1], int(words[2]), int(words[3])
            self.raw.setdefault(kernel, {})[row] = {'ops': ops, 'ticks': ticks}
            self.ticks.setdefault(kernel, {})[row] = ticks / ops
        elif words[0] == 'ROW':
            self.ops.setdefault(kernel, {})[words[1]] = int(words[2])
        elif words[0] in ('COUNT', 'BOOT'):
            into = self.counts if words[0] == 'COUNT' else self.boot
            into.setdefault(kernel, {}).setdefault(words[1], {})[words[2]] = int(words[3])

    def tick(self, kernel, row):
        return self.ticks.get(kernel, {}).get(row)

    def kernel_rows(self, row):
        return [self.tick(k, row) for k in KERNELS]

    def overhead(self, row):
        native, mainline, ours = self.kernel_rows(row)
        if None in (native, mainline, ours) or mainline <= native:
            return None
        return (ours - native) / (mainline - native)

    def ratio(self, row):
        _, mainline, ours = self.kernel_rows(row)
        return None if None in (mainline, ours) else ours / mainline

    def share(self, row):
        native, _, ours = self.kernel_rows(row)
        return None if None in (native, ours) else native / ours

    def event(self, name):
        """Ours' count of WHERE.EVENT"""
        where, event = name.split('.')
        if where != 'rows':
            found = self.boot.get('ours', {})
            # a guest without a single event of the kind has no line of it
            return found[where].get(event, 0) if where in found else None
        rows = self.counts.get('ours')
        return None if rows is None else sum(r.get(event, 0) for r in rows.values())


def targets():
    with open(os.path.join(HERE, 'targets'), encoding='utf-8') as lines:
        for line in lines:
            if not line.startswith('#'):
                row, kind, limit = line.split()
                yield row, kind, float(limit)


def judge(figures, rows):
    """Each target: (row, kind, limit, value, ok), of the rows that were asked for"""
    value_of = {'overhead': figures.overhead, 'share': figures.share, 'ratio': figures.ratio,
                'ticks': lambda row: figures.tick('ours', row), 'trace': figures.event}
    for row, kind, limit in targets():
        if kind != 'trace' and row not in rows:
            continue
        value = value_of[kind](row)
        if value is not None:
            yield row, kind, limit, value, value >= limit if kind == 'share' else value <= limit


def number(value):
    if value is None:
        return ''
    return f'{value:,.0f}' if value >= 100 else f'{value:.1f}'


def fraction(value, percent=False):
    if value is None:
        return ''
    return f'{100 * value:.1f} %' if percent else f'{value:.3f}'


def table(head, lines, left=(0,)):
    """Columns of text, as wide as they need to be"""
    width = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    for line in [head, ['-' * w for w in width], *lines]:
        yield '  '.join(c.ljust(w) if i in left else c.rjust(w)
                        for i, (c, w) in enumerate(zip(line, width))).rstrip()


def verdicts(judged, row):
    texts = {'overhead': 'overhead <= {}', 'share': 'of native >= {:.1%}',
             'ratio': 'of mainline <= {}', 'ticks': '<= {:,.0f}'}
    return ', '.join(('ok' if ok else 'MISS') + ' ' + texts[kind].format(limit)
                     for name, kind, limit, _, ok in judged if name == row and kind in texts)


def figure_table(figures, rows, judged):
    head = ['row', 'native', 'mainline', 'ours', 'ours/mainline', 'overhead', 'of native', 'target']
    lines = []
    for row in rows:
        lines.append([row, *(number(v) for v in figures.kernel_rows(row)),
                      fraction(figures.ratio(row)), fraction(figures.overhead(row)),
                      fraction(figures.share(row), True), verdicts(judged, row)])
    return table(head, lines, (0, 7))


def by_kind(counts, ops):
    """Hypercalls of one row, the frequent ones first; + marks those in multicalls"""
    found = []
    for key, count in counts.items():
        kind, _, number_of = key.partition(':')
        if kind in ('call', 'sub') and count / ops >= 0.005:
            name = CALLS.get(int(number_of), f'nr{number_of}')
            found.append((count / ops, ('+' if kind == 'sub' else '') + name))
    return ' '.join(f'{name} {count:.2f}' for count, name in sorted(found, reverse=True))


def total(counts, kind):
    return sum(v for k, v in counts.items() if k.startswith(kind + ':'))


def running(counts):
    """Who ran: the guest, dom0, nobody, in per cent"""
    ran = {k[4:]: v for k, v in counts.items() if k.startswith('ran:')}
    every = sum(ran.values()) or 1
    guest = sum(v for k, v in ran.items() if k not in ('0', IDLE))
    return '/'.join(f'{100 * v / every:.0f}' for v in (guest, ran.get('0', 0), ran.get(IDLE, 0)))


def trace_table(figures, rows):
    head = ['row', 'kernel', 'calls', 'in multicalls', 'faults', 'ptwr', 'emulated', 'cpuid',
            'guest/dom0/idle %', 'hypercalls by kind (+ in a multicall)']
    lines = []
    for row in rows:
        for kernel in KERNELS[1:]:
            ops = figures.ops.get(kernel, {}).get(row)
            counts = figures.counts.get(kernel, {}).get(row, {})
            if not ops or not counts:
                continue
            values = [total(counts, 'call'), total(counts, 'sub'),
                      *(counts.get(k, 0) for k in ('fault', 'ptwr', 'emulated', 'forced'))]
            lines.append([row, kernel, *(f'{v / ops:.2f}' for v in values), running(counts),
                          by_kind(counts, ops)])
    return table(head, lines, (0, 1, 9)) if lines else []


def boot_lines(figures):
    for kernel in KERNELS[1:]:
        for where, title in (('boot', 'until init starts'), ('init', 'from then on, all guests')):
            counts = figures.boot.get(kernel, {}).get(where)
            if counts is not None:
                yield (f'{kernel:8}  {title:24}  ptwr {counts.get("ptwr", 0):7}  '
                       f'emulated {counts.get("emulated", 0):7}  '
                       f'cpuid {counts.get("forced", 0):6}  faults {counts.get("fault", 0):8}  '
                       f'hypercalls {total(counts, "call"):8} + {total(counts, "sub")}')


def text_of(figures, rows, facts, judged):
    yield (f'Linux {facts["linux"]}, Xen {facts["xen"]}, QEMU {facts["qemu"]} (TCG, icount), '
           f'{facts["cpu"]}')
    yield 'Ticks of one operation: instructions of the whole machine, Xen and dom0 too.'
    yield 'overhead: (ours - native) / (mainline - native). of native: speed in per cent of it.'
    yield ''
    yield from figure_table(figures, rows, judged)
    traced = list(trace_table(figures, rows))
    if traced:
        yield from ['', "Events in Xen's trace, for one operation", '', *traced]
    booted = list(boot_lines(figures))
    if booted:
        yield from ['', "Events in Xen's trace, in all", '', *booted]
        for name, kind, limit, value, ok in judged:
            if kind == 'trace':
                yield f'{"ok  " if ok else "MISS"}  ours: {name} {value}, at most {limit:.0f}'
    met = sum(ok for *_, ok in judged)
    yield from ['', f'targets: {met} met, {len(judged) - met} missed']


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--rows', required=True)
    arguments.add_argument('files', nargs='*')
    given = arguments.parse_args()
    rows = given.rows.split()
    with open(os.path.join(given.out, 'facts'), encoding='utf-8') as lines:
        facts = dict(line.rstrip('\n').split(' ', 1) for line in lines)
    figures = Figures(given.files)
    judged = list(judge(figures, rows))
    text = '\n'.join(text_of(figures, rows, facts, judged)) + '\n'
    sys.stdout.write(text)
    report = {'facts': facts, 'figures': figures.raw, 'traced_operations': figures.ops,
              'trace': figures.counts, 'boot_trace': figures.boot,
              'targets': [dict(zip(('row', 'kind', 'limit', 'value', 'ok'), j)) for j in judged]}
    outputs = {'report.txt': text, 'report.json': json.dumps(report, indent=1) + '\n',
               'chart.svg': chart.draw(figures, rows, facts)}
    for name, content in outputs.items():
        with open(os.path.join(given.out, name), 'w', encoding='utf-8') as out:
            out.write(content)


if __name__ == '__main__':
    main()
