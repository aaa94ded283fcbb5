#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py LIST KERNEL=LOG...: the table of make kselftest, and what failed.

A test has failed when it does not pass in ours and does in mainline's guest (or,
without that, natively); and so has a part of a test, and a kernel that complains.
"""
import collections
import re
import sys

KERNELS = ('native', 'mainline', 'ours')
SKIP, KILLED = 4, 137
PART = re.compile(r'^\| [# ]*(?:(?P<tap>(?:not )?ok) \d+ -? ?(?P<name>.*)'
                  r'|\[(?P<mark>OK|FAIL|SKIP|WARN)\]\s*(?P<text>.*)'
                  r'|Testing (?P<uffd>.*)\.\.\. (?P<how>done|failed|skipped).*)$')
TROUBLE = re.compile(r'^\[ *\d+\.\d+\] .*(WARNING|BUG|Oops|Call Trace'
                     r'|general protection|rcu: INFO|INFO: task|lockup|[Bb]ad page'
                     r'|suspicious RCU|Kernel panic|unable to handle|unchecked MSR'
                     r'|sleeping function|scheduling while atomic)')
HARMLESS = re.compile(r'admin-guide/hw-vuln|eBPF|not compiled with MITIGATION')


class Result:
    """One test in one kernel."""

    def __init__(self):
        self.status = None
        self.seconds = 0
        self.parts = collections.defaultdict(collections.Counter)
        self.last = []

    def skipped(self):
        """It says so, or all of its parts do."""
        return self.status == SKIP or (
            self.status == 0 and self.count('skip') and not self.count('ok'))

    def passes(self):
        return self.status == 0 and not self.skipped()

    def part(self, match):
        """Count a part under its name, which has no figures of this run in it."""
        name = match['name'] or match['text'] or match['uffd'] or ''
        how = match['tap'] or match['mark'] or match['how']
        how = {'OK': 'ok', 'done': 'ok', 'not ok': 'bad', 'FAIL': 'bad',
               'failed': 'bad'}.get(how, how)
        if how == 'ok' and '# SKIP' in name or how not in ('ok', 'bad'):
            how = 'skip'
        name = re.sub(r'(0x)+[0-9a-fA-F]+|\d+', 'N', name.split(' # SKIP')[0]).strip()
        self.parts[name][how] += 1

    def count(self, how):
        return sum(c[how] for c in self.parts.values())

    def cell(self):
        if self.status is None:
            return 'none'
        word = {0: 'ok', KILLED: 'time'}.get(self.status, 'fail')
        if self.skipped():
            word = 'skip'
        if self.count('bad'):
            word += f' {self.count("bad")}/{self.count("bad") + self.count("ok")}'
        return f'{word} {self.seconds}s'


def read(path):
    """Results by test, and the kernel's complaints with the test they came in."""
    results = collections.defaultdict(Result)
    trouble, now, over = [], '(boot)', False
    for line in open(path, errors='replace'):
        line = line.rstrip('\r\n')
        if line.startswith('KST begin '):
            now = line[len('KST begin '):]
        elif line.startswith('KST end '):
            _, _, folder, status, seconds, command = line.split(' ', 5)
            results[f'{folder} {command}'].status = int(status)
            results[f'{folder} {command}'].seconds = int(seconds)
        elif PART.match(line):
            results[now].part(PART.match(line))
        elif line.startswith('|- '):
            results[now].last.append(line[3:])
        elif TROUBLE.match(line) and not HARMLESS.search(line):
            trouble.append(f'{now}: {line}')
        over = over or line.startswith('RESULT kselftest ok')
        if line.startswith('RESULT kselftest FAIL'):
            trouble.append(line)
    if not over:
        trouble.append('the run did not come to its end')
    return results, trouble


def lost(ours, peer):
    """Parts that pass in the peer's more often than in ours."""
    return [n for n, c in peer.parts.items() if c['ok'] > ours.parts[n]['ok']]


def judge(name, ours, peer):
    """The reason why a test has failed, or None."""
    if not ours.passes() and (peer is None or peer.passes()):
        return f'{name}: {ours.cell()}; last: {" / ".join(ours.last[-3:])}'
    parts = lost(ours, peer) if peer else []
    return f'{name}: {len(parts)} parts: {"; ".join(parts[:4])}' if parts else None


def main():
    names = [line.split(' ', 1)[1].strip() for line in open(sys.argv[1])]
    logs = {k: read(p) for k, p in (a.split('=', 1) for a in sys.argv[2:])}
    passed, neither, reasons = 0, 0, []
    print('%-52s %s' % ('', ' '.join('%-14s' % k for k in KERNELS)))
    for name in names:
        row = {k: logs[k][0][name] for k in logs}
        print('%-52s %s' % (name.replace('./', ''), ' '.join(
            '%-14s' % (row[k].cell() if k in row else '-') for k in KERNELS)))
        ours = row.get('ours', Result())
        peer = row.get('mainline', row.get('native'))
        why = judge(name, ours, peer)
        if why:
            reasons.append(why)
        elif ours.passes():
            passed += 1
        else:
            neither += 1
    reasons += logs['ours'][1] if 'ours' in logs else ['ours was not run']
    for why in reasons:
        print('FAIL', why.replace('./', ''))
    print(f'        {neither} pass neither in ours nor in what it is held against')
    print(f'{passed} passed, {len(reasons)} failed')
    return bool(reasons) or not passed


if __name__ == '__main__':
    sys.exit(main())
